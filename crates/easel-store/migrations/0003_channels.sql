-- Several ways to a model: what waits for which, how each way stands, what each attempt cost the operator.

-- The lane its pictures wait in, and the kind of generator behind its first way.
alter table model add column lane text not null default 'cpu';
alter table model add column engine text not null default '';

-- What a waiting job asks for, as model#operation; null for what asks no model.
alter table job add column asks text;
update job set lane = 'cpu' where kind = 'picture';
update job set asks = (select g.spec_model from generation g where g.id = job.id) || '#generate' where kind = 'picture' and state <> 'done';

-- channel is provider/provider_model. A cost is frozen when the attempt ends; null is unknown, never zero.
alter table attempt add column operation text;
alter table attempt add column cost_micros bigint check (cost_micros >= 0);
alter table attempt add column cost_source text;
create index attempt_finished on attempt (finished_at);

-- A row only while a channel is not simply well for that operation.
create table channel_standing (
  channel     text not null,
  operation   text not null,
  failures    bigint not null,
  rests       bigint not null,
  rest_until  bigint,
  reason      text,
  detail      text,
  probe_until bigint,
  changed_at  bigint not null,
  primary key (channel, operation)
);

-- What an administrator said about a channel by hand.
create table channel_hand (
  channel text primary key,
  state   text not null check (state in ('draining', 'resting')),
  until   bigint,
  at      bigint not null
);
