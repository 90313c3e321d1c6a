using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Wire.Proposals;

/// <summary>The signed part of a proposal: a complete ballot and what to include in the block (spec 01 §7.6).</summary>
public sealed record InnerProposal(Ballot Ballot, ScaleList<TransactionId> TxIds, Hash32 MeshHash) : IScaleType<InnerProposal>
{
    public const int MaxTxIds = 100_000;

    public static int MinSize => 240;

    public static InnerProposal Read(ref ScaleReader reader) => new(
        reader.Struct<Ballot>("Ballot"),
        reader.FixedList<TransactionId>(MaxTxIds, "TxIDs"),
        reader.FixedBytes<Hash32>("MeshHash"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Ballot);
        writer.FixedList(TxIds, MaxTxIds);
        writer.FixedBytes(MeshHash);
    }

    /// <summary>H of the encoding (spec 01 §2.4).</summary>
    public Hash32 ComputeHash() => WireHash.Of(this);
}
