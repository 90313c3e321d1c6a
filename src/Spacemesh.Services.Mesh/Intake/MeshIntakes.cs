using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Intake;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Counting;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>
/// The one way in for ballots, proposals and active sets, from gossip or fetched (spec 06 §13). Each method is the
/// <see cref="ObjectIntake"/> of its kind. Thread-safe; takes in many objects at a time.
/// </summary>
public sealed class MeshIntakes
{
    private readonly IntakeRules _rules;
    private readonly MeshService _mesh;
    private readonly ISyncStatus _sync;
    private readonly LayerClock _clock;
    private readonly StepRunner _runner;

    /// <param name="options">Rules' settings.</param>
    /// <param name="verifier">Verifies signatures of this network.</param>
    /// <param name="clock">The layer that runs.</param>
    /// <param name="state">Where ballots and active sets go.</param>
    /// <param name="atxs">The ATXs of the window.</param>
    /// <param name="votes">Counts the ballots.</param>
    /// <param name="mesh">Links proposals' transactions.</param>
    /// <param name="proposals">Hare's store.</param>
    /// <param name="beacons">Hears of ballots' beacons.</param>
    /// <param name="observer">Hears of identities that turn out malicious; the counting must be among those whom it tells.</param>
    /// <param name="fetcher">Fetches what an object needs.</param>
    /// <param name="gossip">Takes malfeasance proofs.</param>
    /// <param name="sync">Whether gossip is listened to.</param>
    /// <param name="work">Verifies signatures and VRFs.</param>
    /// <param name="time">Time of receipt.</param>
    /// <param name="events">Hears of malfeasance.</param>
    /// <param name="logger">Logs what nobody is told.</param>
    public MeshIntakes(
        ProposalOptions options,
        EdVerifier verifier,
        LayerClock clock,
        IStateDatabase state,
        ConsensusCache atxs,
        VoteCounter votes,
        MeshService mesh,
        IHareProposals proposals,
        IBallotBeacons beacons,
        IChainObserver observer,
        IObjectFetcher fetcher,
        IGossip gossip,
        ISyncStatus sync,
        IWorkPool work,
        TimeProvider time,
        IEventSink events,
        ILogger<MeshIntakes> logger)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _mesh = mesh;
        _sync = sync;
        _clock = clock;
        _rules = new IntakeRules(clock.Network, options, verifier, atxs, new IntakeReads(votes, proposals, state));
        var ballots = new BallotEntry(state, atxs, votes, observer, time);
        var scale = new ActiveSetScale(fetcher, state, atxs);
        _runner = new StepRunner(state, atxs, votes, ballots, scale, mesh, proposals, beacons, fetcher, gossip, work, events, logger);
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
    public ValueTask<Verdict> JudgeProposalAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _sync.ListensToGossip
        ? TakeProposalAsync(new ReceivedObject(null, from, message), cancellationToken)
        : ValueTask.FromResult(Verdict.Ignore("the node does not listen to gossip yet"));

    private IntakeMoment Moment => new(_clock.Current, _mesh.Processed);

    private static Hash32 Wanted(in ReceivedObject received) =>
        received.Expected ?? throw new ArgumentException("this kind of object is never gossiped: it has to be asked for by its id", nameof(received));
}
