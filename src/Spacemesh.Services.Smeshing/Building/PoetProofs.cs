using Microsoft.Extensions.Logging;
using Spacemesh.Poet.Membership;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Asks the PoETs of an identity's registrations for their proofs and takes the best (spec 04 §4.6 phase 1).</summary>
internal sealed partial class PoetProofs(BuilderContext context)
{
    /// <summary>Share of the cycle gap that one attempt may take: waiting longer would cost the time to prove.</summary>
    private const int PatiencePart = 10;

    /// <summary>The proof with the most leaves that the challenge is a member of, the first of equals; null where there is none.</summary>
    public async Task<BestProof?> BestAsync(EpochId publish, Hash32 challenge, IReadOnlyList<UsableRegistration> registrations, CancellationToken cancellationToken)
    {
        var poets = context.Poets.All;
        var gathering = new Gathering();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queries = new List<Task>();
        foreach (var registration in registrations)
        {
            if (poets.FirstOrDefault(poet => poet.Address == registration.Row.Address) is { } poet)
                queries.Add(QueryAsync(poet, registration, publish, challenge, gathering, stop.Token));
        }

        // A PoET that hangs, or names an end far away, must not take the time that the proof of space needs.
        var timeline = context.Timeline;
        var now = context.Now;
        var since = timeline.RoundEnd(publish) is var end && end > now ? end : now;
        var patience = timeline.Times.CycleGap / PatiencePart;
        patience = patience > context.Options.PoetRetryInterval ? patience : context.Options.PoetRetryInterval;
        var all = Task.WhenAll(queries);
        await Task.WhenAny(all, context.Alarm.WaitUntilAsync(since + patience, stop.Token));
        stop.CancelHere();
        try
        {
            await all;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogSlow(context.Log, publish);
        }

        return gathering.Best;
    }

    private async Task QueryAsync(
        IPoetClient poet, UsableRegistration registration, EpochId publish, Hash32 challenge, Gathering gathering, CancellationToken cancellationToken)
    {
        await context.Alarm.WaitUntilAsync(QueryTime(registration, publish), cancellationToken);
        PoetRoundProof round;
        try
        {
            round = await poet.ProofAsync(registration.Row.RoundId, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoProof(context.Log, exception, poet.Address, registration.Row.RoundId);
            return;
        }

        if (round.IsNew)
            context.Events.Publish(new PoetProofDownloaded(poet.Address, registration.Row.RoundId, round.Proof.LeafCount / context.Options.TickSize));
        if (RoundMembership.Prove(round.Members, in challenge) is not { } membership)
        {
            LogNotMember(context.Log, poet.Address, registration.Row.RoundId);
            return;
        }

        gathering.Add(new BestProof(poet.Address, registration.Row.RoundId, round.Proof, membership));
    }

    /// <summary>After the round's end with its jitter. A PoET that names an end beyond the deadline is asked at the deadline.</summary>
    private DateTimeOffset QueryTime(UsableRegistration registration, EpochId publish)
    {
        var deadline = context.Timeline.ProofDeadline(publish);
        if (registration.RoundEnd >= deadline)
            return deadline;
        var query = registration.RoundEnd + context.Timeline.QueryDelay(context.Random);
        return query < deadline ? query : deadline;
    }

    private sealed class Gathering
    {
        private readonly Lock _lock = new();

        public BestProof? Best { get; private set; }

        public void Add(BestProof proof)
        {
            lock (_lock)
            {
                if (Best is null || proof.Proof.LeafCount > Best.Proof.LeafCount)
                    Best = proof;
            }
        }
    }

    [LoggerMessage(10050, LogLevel.Warning, "failed to get proof of round {Round} from {Poet}")]
    private static partial void LogNoProof(ILogger log, Exception exception, string poet, string round);

    [LoggerMessage(10051, LogLevel.Warning, "the challenge is not a member of round {Round} of {Poet}, which had accepted it")]
    private static partial void LogNotMember(ILogger log, string poet, string round);

    [LoggerMessage(10052, LogLevel.Warning, "not all poets gave their proof for epoch {Publish} in time: going on with the best of the others")]
    private static partial void LogSlow(ILogger log, EpochId publish);
}
