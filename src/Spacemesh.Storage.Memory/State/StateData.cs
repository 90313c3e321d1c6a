using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Memory.State;

/// <summary>All tables of the state.</summary>
internal sealed class StateData
{
    public StateData(Journal journal)
    {
        Atxs = new(journal, row => row.Atx.Id);
        AtxsByEpoch = Atxs.Index(row => row.Atx.PublishEpoch);
        AtxsBySmesher = Atxs.Index(row => row.Atx.Smesher);
        AtxBlobs = new(journal, row => row.Id);
        Posts = new(journal, row => (row.Atx, row.Identity));
        PostsByAtx = Posts.Index(row => row.Atx);
        PostsByIdentity = Posts.Index(row => row.Identity);
        Ballots = new(journal, row => row.Id);
        BallotsByLayer = Ballots.Index(row => row.Ballot.Inner.Layer);
        BallotsByAtx = Ballots.Index(row => row.Ballot.Inner.AtxId);
        Blocks = new(journal, row => row.Id);
        BlocksByLayer = Blocks.Index(row => row.Block.LayerIndex);
        Certificates = new(journal, row => (row.Layer, row.Record.Block));
        CertificatesByLayer = Certificates.Index(row => row.Layer);
        Layers = new(journal, row => row.Layer);
        Accounts = new(journal, row => (row.Address, row.Layer));
        AccountsByAddress = Accounts.Index(row => row.Address);
        Rewards = new(journal, row => (row.Reward.SmesherId, row.Reward.Layer));
        RewardsByCoinbase = Rewards.Index(row => row.Reward.Coinbase);
        RewardsBySmesher = Rewards.Index(row => row.Reward.SmesherId);
        Transactions = new(journal, row => row.Transaction.RawTx.Id);
        TransactionsByPrincipal = Transactions.Index(row => row.Transaction.TxHeader?.Principal ?? default);
        ProposalLinks = new(journal, row => (row.Transaction, row.Holder));
        BlockLinks = new(journal, row => (row.Transaction, row.Holder));
        BlockLinksByTransaction = BlockLinks.Index(row => row.Transaction);
        ProposalLinksByTransaction = ProposalLinks.Index(row => row.Transaction);
        Identities = new(journal, row => row.Identity);
        Malfeasance = new(journal, row => row.Identity);
        Marriages = new(journal, row => row.Identity);
        Poets = new(journal, row => row.Reference);
        Beacons = new(journal, row => row.Epoch);
        ActiveSets = new(journal, row => row.Id);
        Recovery = new(journal, _ => 1);
    }

    public Table<AtxId, AtxRow> Atxs { get; }

    public TableIndex<EpochId, AtxRow> AtxsByEpoch { get; }

    public TableIndex<NodeId, AtxRow> AtxsBySmesher { get; }

    public Table<AtxId, AtxBlobRow> AtxBlobs { get; }

    public Table<(AtxId Atx, NodeId Identity), PostRecord> Posts { get; }

    public TableIndex<AtxId, PostRecord> PostsByAtx { get; }

    public TableIndex<NodeId, PostRecord> PostsByIdentity { get; }

    public Table<BallotId, BallotRow> Ballots { get; }

    public TableIndex<LayerId, BallotRow> BallotsByLayer { get; }

    public TableIndex<AtxId, BallotRow> BallotsByAtx { get; }

    public Table<BlockId, BlockRow> Blocks { get; }

    public TableIndex<LayerId, BlockRow> BlocksByLayer { get; }

    public Table<(LayerId Layer, BlockId Block), CertificateRow> Certificates { get; }

    public TableIndex<LayerId, CertificateRow> CertificatesByLayer { get; }

    public Table<LayerId, LayerRecord> Layers { get; }

    public Table<(Address Address, LayerId Layer), Account> Accounts { get; }

    public TableIndex<Address, Account> AccountsByAddress { get; }

    public Table<(NodeId Smesher, LayerId Layer), RewardRow> Rewards { get; }

    public TableIndex<Address, RewardRow> RewardsByCoinbase { get; }

    public TableIndex<NodeId, RewardRow> RewardsBySmesher { get; }

    public Table<TransactionId, TransactionRow> Transactions { get; }

    public TableIndex<Address, TransactionRow> TransactionsByPrincipal { get; }

    public Table<(TransactionId Transaction, ProposalId Holder), LinkRow<ProposalId>> ProposalLinks { get; }

    public TableIndex<TransactionId, LinkRow<ProposalId>> ProposalLinksByTransaction { get; }

    public Table<(TransactionId Transaction, BlockId Holder), LinkRow<BlockId>> BlockLinks { get; }

    public TableIndex<TransactionId, LinkRow<BlockId>> BlockLinksByTransaction { get; }

    public Table<NodeId, IdentityRow> Identities { get; }

    public Table<NodeId, MalfeasanceRecord> Malfeasance { get; }

    public Table<NodeId, MarriageRecord> Marriages { get; }

    public Table<PoetProofRef, PoetRow> Poets { get; }

    public Table<EpochId, BeaconRow> Beacons { get; }

    public Table<Hash32, ActiveSetRow> ActiveSets { get; }

    public Table<int, RestoreRow> Recovery { get; }
}
