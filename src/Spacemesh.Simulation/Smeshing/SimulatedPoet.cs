using System.Globalization;
using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Work;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Simulation.Smeshing;

/// <summary>
/// The PoET of a simulated network: real rounds, members, sequential work and proofs; a fixed number of leaves a virtual second. It outlives
/// the nodes that use it.
/// </summary>
internal sealed class SimulatedPoet(RoundSchedule schedule, double leavesPerSecond, TimeProvider time, IWorkPool pool)
{
    private readonly SortedDictionary<uint, Dictionary<NodeId, Hash32>> _members = [];
    private readonly Dictionary<string, PoetRoundProof> _proofs = new(StringComparer.Ordinal);

    /// <summary>Works on one round after the other until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var executor = new MeteredWorkExecutor(time, leavesPerSecond);
        for (uint round = schedule.OpenRound(time.GetUtcNow()); ; round++)
        {
            if (schedule.Start(round) - time.GetUtcNow() is var left && left > TimeSpan.Zero)
                await Task.Delay(left, time, cancellationToken);
            if (!_members.Remove(round, out var members))
                continue;
            Hash32[] challenges = [.. members.OrderBy(member => member.Key).Select(member => member.Value)];
            var work = new SequentialWork(new MemoryWorkStore(RoundStatement.Of(challenges.Select(challenge => (ReadOnlyMemory<byte>)challenge.ToArray()))));
            await executor.RunAsync(work, schedule.End(round), cancellationToken);
            _proofs[Name(round)] = new PoetRoundProof(await WorkProver.Prove(work, pool, cancellationToken: cancellationToken), challenges, IsNew: true);
        }
    }

    /// <summary>The PoET as one node sees it.</summary>
    /// <param name="intake">Where the node takes proofs in.</param>
    public IPoetClient ClientOf(IPoetProofs intake) => new Client(this, intake);

    private static string Name(uint round) => round.ToString(CultureInfo.InvariantCulture);

    private PoetReceipt Register(PoetApplication application)
    {
        uint round = schedule.OpenRound(time.GetUtcNow());
        if (!_members.TryGetValue(round, out var members))
            _members.Add(round, members = []);
        if (members.TryGetValue(application.Identity, out var known) && known != application.Challenge)
            throw new PoetRequestException(PoetRequestFailure.Refused, "registered with another challenge");
        members[application.Identity] = application.Challenge;
        return new PoetReceipt(Name(round), schedule.End(round));
    }

    private sealed class Client(SimulatedPoet poet, IPoetProofs intake) : IPoetClient
    {
        public string Address => "http://poet.simulation";

        public Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(new PoetSchedule(TimeSpan.Zero, TimeSpan.Zero));

        // It takes no certificates.
        public Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default)
        {
            try
            {
                return Task.FromResult(poet.Register(application));
            }
            catch (PoetRequestException refusal)
            {
                return Task.FromException<PoetReceipt>(refusal);
            }
        }

        public async Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default)
        {
            if (!poet._proofs.TryGetValue(roundId, out var round))
                throw new PoetRequestException(PoetRequestFailure.Unavailable, $"round {roundId} is not done");
            var statement = Hash32.FromBytes(RoundStatement.Of(round.Members.Select(member => (ReadOnlyMemory<byte>)member.ToArray())));
            var verdict = await intake.TakeAsync(new PoetProofMessage(round.Proof, new byte[] { 1 }, roundId, statement, default), cancellationToken);
            return verdict.IsAccept ? round : throw new PoetRequestException(PoetRequestFailure.Garbage, verdict.Reason);
        }
    }
}
