using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>
/// Asks the PoETs, when the node starts and each hour, whether they still are those that were chosen: long before a registration fails, there is
/// time to do something about it.
/// </summary>
public sealed partial class PoetWatch(IPoetClients poets, WallAlarm alarm, IEventSink events, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>What each PoET last did; null where all was well.</summary>
    private readonly Dictionary<string, PoetRequestFailure?> _last = new(StringComparer.Ordinal);

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="PoetRequestException">The first that a PoET says is another schedule: the configuration is wrong (spec 03 §14.3).</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var all = poets.All;
            var failures = await Task.WhenAll(all.Select(poet => AskAsync(poet, cancellationToken)));
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (poet, failure) in all.Zip(failures))
                Judge(poet.Address, failure);
            await alarm.DelayAsync(Interval, cancellationToken);
        }
    }

    private async Task<PoetRequestException?> AskAsync(IPoetClient poet, CancellationToken cancellationToken)
    {
        try
        {
            await poet.CheckAsync(cancellationToken);
            return null;
        }
        catch (PoetRequestException exception)
        {
            return exception;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new PoetRequestException(PoetRequestFailure.Unavailable, exception.Message, exception);
        }
    }

    private void Judge(string address, PoetRequestException? failure)
    {
        bool isFirst = !_last.TryGetValue(address, out var before);
        bool isUnavailable = failure?.Failure is not (null or PoetRequestFailure.OtherKey or PoetRequestFailure.OtherSchedule);
        if (isUnavailable)
        {
            // Says nothing of who it is: what was last known stays.
            LogUnavailable(log, address, failure!.Message);
            return;
        }

        if (isFirst && failure?.Failure == PoetRequestFailure.OtherSchedule)
            throw failure;
        if (failure is not null && failure.Failure != before)
        {
            LogChanged(log, failure.Message);
            if (failure.Failure == PoetRequestFailure.OtherKey)
                events.Publish(new PoetKeyChanged(address, failure.Message));
        }
        else if (failure is null && before is not null)
        {
            LogWell(log, address);
        }

        _last[address] = failure?.Failure;
    }

    [LoggerMessage(10150, LogLevel.Warning, "the PoET {Poet} does not answer: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string poet, string reason);

    [LoggerMessage(10151, LogLevel.Warning, "A POET CHANGED: {Reason}")]
    private static partial void LogChanged(ILogger log, string reason);

    [LoggerMessage(10152, LogLevel.Information, "the PoET {Poet} is the expected one again")]
    private static partial void LogWell(ILogger log, string poet);
}
