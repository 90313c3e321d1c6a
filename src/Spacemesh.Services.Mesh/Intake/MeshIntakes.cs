using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Intake;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>
/// The one way in for ballots, proposals and active sets, from gossip or fetched (spec 06 §13). Each method is the
/// <see cref="ObjectIntake"/> of its kind. Thread-safe; takes in many objects at a time.
/// </summary>
public sealed class MeshIntakes
{
    private readonly IntakeParts _parts;
    private readonly IntakeRules _rules;
    private readonly StepRunner _runner;

    public MeshIntakes(IntakeParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _rules = new IntakeRules(parts.Clock.Network, parts.Options, parts.Verifier, parts.Atxs, new IntakeReads(parts.Votes, parts.Proposals, parts.State));
        _runner = new StepRunner(parts);
    }

    /// <summary>A fetched ballot.</summary>
    public ValueTask<Verdict> TakeBallotAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var intake = new BallotIntake(_rules);
        return _runner.RunAsync(intake, intake.Steps(received.Bytes, Wanted(received), Moment), received.From, cancellationToken);
    }

    /// <summary>A proposal, fetched or gossiped.</summary>
    public ValueTask<Verdict> TakeProposalAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var intake = new ProposalIntake(_rules);
        return _runner.RunAsync(intake, intake.Steps(received.Bytes, received.Expected, Moment), received.From, cancellationToken);
    }

    /// <summary>A fetched active set.</summary>
    public ValueTask<Verdict> TakeActiveSetAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var intake = new ActiveSetIntake(_rules);
        return _runner.RunAsync(intake, intake.Steps(received.Bytes, Wanted(received)), received.From, cancellationToken);
    }

    /// <summary>The judge of topic <see cref="GossipTopics.Proposal"/>; own proposals come this way too.</summary>
    public ValueTask<Verdict> JudgeProposalAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!_parts.Sync.ListensToGossip)
            return ValueTask.FromResult(Verdict.Ignore("the node does not listen to gossip yet"));
        _parts.Instruments.Ballots.ProposalCame(GossipTopics.Proposal, _parts.Time.GetUtcNow() - _parts.Clock.StartOf(_parts.Clock.Current));
        return TakeProposalAsync(new ReceivedObject(null, from, message), cancellationToken);
    }

    private IntakeMoment Moment => new(_parts.Clock.Current, _parts.Mesh.Processed);

    private static Hash32 Wanted(in ReceivedObject received) =>
        received.Expected ?? throw new ArgumentException("this kind of object is never gossiped: it has to be asked for by its id", nameof(received));
}
