using Spacemesh.Ports.Smeshing;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Tests.Simulation;

/// <summary>A PoET with real rounds and members that fails as its plan says. It outlives the nodes that use it.</summary>
internal sealed class SimulatedPoet(string address, PoetTimeline timeline, WallAlarm alarm, SeededRandom random, Func<EpochId, bool> isDown) : IPoetClient
{
    private readonly Dictionary<EpochId, SortedDictionary<NodeId, Hash32>> _rounds = [];

    public string Address => address;

    /// <summary>Registrations of one identity for one round with two challenges: a double registration.</summary>
    public int Conflicts { get; private set; }

    public Dictionary<PoetProofRef, ulong> Leaves { get; } = [];

    public Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new PoetSchedule(timeline.Times.PhaseShift, timeline.Times.CycleGap));

    public Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default) => throw FakePoet.Down();

    public async Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default)
    {
        var now = alarm.Now;
        var round = timeline.EpochAt(now);
        if (now >= timeline.RoundStart(round))
            round = round.Add(1);
        if (isDown(round))
        {
            // Hangs now and then instead of refusing.
            if (random.Next(2) == 0)
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            throw FakePoet.Down();
        }

        if (!_rounds.TryGetValue(round, out var members))
            _rounds.Add(round, members = []);
        if (members.TryGetValue(application.Identity, out var known) && known != application.Challenge)
        {
            Conflicts++;
            throw new PoetRequestException(PoetRequestFailure.Refused, "registered with another challenge");
        }

        members[application.Identity] = application.Challenge;
        return new PoetReceipt(round.ToString(), random.Next(5) == 0 ? null : timeline.RoundEnd(round.Add(1)));
    }

    public async Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default)
    {
        var round = new EpochId(uint.Parse(roundId, System.Globalization.CultureInfo.InvariantCulture));
        // Every PoET is slow to publish now and then.
        var ready = timeline.RoundEnd(round.Add(1)) + TimeSpan.FromSeconds(random.Next(2) * 60);
        if (isDown(round) || alarm.Now < ready)
            throw FakePoet.Down();
        await alarm.DelayAsync(TimeSpan.FromSeconds(random.Next(20)), cancellationToken);
        byte[] root = Spacemesh.Crypto.Hashing.Blake3.Hash(System.Text.Encoding.ASCII.GetBytes($"{address} {roundId}")).ToArray();
        var proof = PhaseStage.RoundProof(root, 1000 + (round.Value * 7), _rounds.TryGetValue(round, out var members) ? [.. members.Values] : []);
        Leaves[proof.Proof.ComputeRef()] = proof.Proof.LeafCount;
        return proof;
    }
}
