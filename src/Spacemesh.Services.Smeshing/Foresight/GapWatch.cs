using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>
/// Looks ahead of each cycle gap: 24 and 2 hours before it every identity must have its PoST service, and the time that its proof is expected
/// to take must fit. All identities share one alarm.
/// </summary>
public sealed partial class GapWatch(
    PoetTimeline timeline, WallAlarm alarm, Func<IReadOnlyList<NodeId>> identities, IPostProviders providers,
    Func<NodeId, CancellationToken, ValueTask<ProvingForecast?>> forecast, IEventSink events, ILogger log)
{
    private static readonly TimeSpan[] Leads = [TimeSpan.FromHours(24), TimeSpan.FromHours(2)];

    /// <summary>Runs until it is cancelled. Where epochs are shorter than a lead, that look is left out.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var leads = Leads.Where(lead => lead < timeline.EpochDuration).ToList();
        if (leads.Count == 0)
            return;
        try
        {
            while (true)
            {
                var (when, gap) = Next(leads, alarm.Now);
                await alarm.WaitUntilAsync(when, cancellationToken);
                await LookAsync(gap, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>The next look after a time, and the gap that it is for.</summary>
    private (DateTimeOffset When, DateTimeOffset Gap) Next(List<TimeSpan> leads, DateTimeOffset now)
    {
        var epoch = timeline.EpochAt(now);
        for (uint ahead = 0; ; ahead++)
        {
            var gap = timeline.RoundEnd(epoch.Add(ahead));
            foreach (var lead in leads)
            {
                if (gap - lead > now)
                    return (gap - lead, gap);
            }
        }
    }

    private async Task LookAsync(DateTimeOffset gap, CancellationToken cancellationToken)
    {
        var left = gap - alarm.Now;
        foreach (var identity in identities())
        {
            if (providers.Find(identity) is null)
            {
                LogMissing(log, identity, left, gap);
                events.Publish(new PostServiceMissing(identity, gap, left));
            }
            else if (await forecast(identity, cancellationToken) is { IsTight: true } tight)
            {
                LogTight(log, identity, tight.Expected, tight.Gap, tight.Advice);
                events.Publish(new ProvingTooSlow(identity, tight.Expected, tight.Gap, tight.Advice));
            }
        }
    }

    [LoggerMessage(10140, LogLevel.Warning, "NO PoST SERVICE is connected for {Smesher}: its proof is due in {Left}, at {Gap}. Start the service or the epoch is lost")]
    private static partial void LogMissing(ILogger log, NodeId smesher, TimeSpan left, DateTimeOffset gap);

    [LoggerMessage(10141, LogLevel.Warning, "the next PoST proof of {Smesher} is expected to take {Expected} of the {Gap} that there are. {Advice}")]
    private static partial void LogTight(ILogger log, NodeId smesher, TimeSpan expected, TimeSpan gap, string advice);
}
