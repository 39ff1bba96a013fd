alter table sample add column note text;
