using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Intake;

/// <summary>A ballot that was asked for by its hash (spec 06 §13.1).</summary>
public sealed class BallotIntake(IntakeRules rules) : PeerObjectIntake
{
    /// <param name="bytes">What the peer gave.</param>
    /// <param name="expected">The id that was asked for, padded.</param>
    /// <param name="moment">When.</param>
    public IEnumerable<IntakeStep> Steps(ReadOnlyMemory<byte> bytes, Hash32 expected, IntakeMoment moment)
    {
        if (!Scale.TryDecode<Ballot>(bytes.Span, out var ballot, out var error))
        {
            Reject($"malformed data: {error}");
            yield break;
        }

        var layer = ballot.Inner.Layer;
        if (layer <= rules.Network.EffectiveGenesis)
        {
            Reject($"ballot before effective genesis: layer {layer}");
            yield break;
        }

        // The reference takes any layer and makes room for all up to it; nobody honest is ahead of us by more than a clock's error.
        if (layer > moment.Current.AddSaturating(1))
        {
            Ignore($"ballot from the future: layer {layer}, current {moment.Current}");
            yield break;
        }

        bool signed = false;
        yield return new ComputeStep(() => signed = BallotSteps.IsSigned(rules.Verifier, ballot));
        var id = ballot.ComputeId();
        if (!signed)
        {
            Reject($"failed to verify ballot {id} signature");
            yield break;
        }

        if (id.ToHash32() != expected)
        {
            Reject($"ballot want {expected}, got {id}");
            yield break;
        }

        if (BallotSteps.HasNoAtx(rules.Network, ballot))
        {
            Reject("ballot has invalid ATXID");
            yield break;
        }

        yield return new HintStep(BallotSteps.Hints(ballot));
        var steps = new BallotSteps(rules);
        foreach (var step in steps.Run(ballot, id, moment.Current))
            yield return step;
        if (steps.Verdict.IsAccept)
            Accept();
        else if (steps.Verdict.IsReject)
            Reject(steps.Verdict.Reason);
        else
            Ignore(steps.Verdict.Reason, steps.IsSettled);
    }
}
