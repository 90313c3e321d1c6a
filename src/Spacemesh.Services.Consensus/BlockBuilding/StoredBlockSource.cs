using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Consensus.BlockBuilding;

/// <summary>What blocks are made of, from the node's state.</summary>
public sealed class StoredBlockSource(IStateStores state, ConsensusCache atxs) : IBlockSource
{
    public (ulong BaseHeight, ulong Weight)? Atx(EpochId target, AtxId atx) =>
        atxs.TryGet(target, atx, out var entry) ? (entry.BaseHeight, entry.Weight) : null;

    public InnerBallot? Ballot(BallotId ballot) => state.Ballots.Find(ballot)?.Ballot.Inner;

    public BlockTransaction? Transaction(TransactionId id)
    {
        if (state.Transactions.Find(id) is not { Header: { } header } record)
            return null;
        bool applied = record.State == TransactionState.Applied;
        return new BlockTransaction(id, header.Principal, header.Nonce, header.MaxGas, header.GasPrice, header.MaxSpend, applied);
    }

    public Hash32? MeshHash(LayerId layer) => state.Layers.AggregatedHash(layer);
}
