using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>What the counting needs of a ballot (spec 06 §2). Without <see cref="EpochData"/> it names its reference ballot.</summary>
public sealed record TortoiseBallot(
    BallotId Id,
    NodeId Smesher,
    LayerId Layer,
    uint Eligibilities,
    AtxId Atx,
    Opinion Opinion,
    ReferenceEpochData? EpochData,
    BallotId? Reference,
    bool Malicious)
{
    public static TortoiseBallot Of(Ballot ballot, bool malicious)
    {
        var inner = ballot.Inner;
        return new TortoiseBallot(
            ballot.ComputeId(),
            ballot.SmesherId,
            inner.Layer,
            (uint)ballot.EligibilityProofs.Count,
            inner.AtxId,
            new Opinion(inner.OpinionHash, ballot.Votes),
            inner.EpochData is { } data ? new ReferenceEpochData(data.Beacon, data.EligibilityCount) : null,
            inner.EpochData is null ? inner.RefBallot : null,
            malicious);
    }
}
