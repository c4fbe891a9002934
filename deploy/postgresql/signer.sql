-- The signer reads the journal and adds checkpoints, nothing else. As the owner of the database, after the first
-- `langbiang migrate`: psql langbiang -f signer.sql
CREATE ROLE "langbiang-signer" LOGIN;
GRANT USAGE ON SCHEMA public TO "langbiang-signer";
GRANT SELECT ON journal_head, journal_seal, journal_act, journal_act_party, journal_checkpoint TO "langbiang-signer";
GRANT INSERT ON journal_checkpoint TO "langbiang-signer";
GRANT USAGE ON SEQUENCE journal_checkpoint_id_seq TO "langbiang-signer";
