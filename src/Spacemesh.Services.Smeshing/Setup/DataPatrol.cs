using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>Looks at a little of the PoST data every hour, at the lowest priority and never while proving, and reports what is wrong.</summary>
public sealed partial class DataPatrol(
    PostDataDirectories directories, ScryptParameters scrypt, double percentADay, IWorkPool pool, IRandomSource random, WallAlarm alarm,
    Func<bool> isProving, IEventSink events, ILogger log)
{
    private const int RoundsADay = 24;

    private static readonly TimeSpan Interval = TimeSpan.FromDays(1) / RoundsADay;

    /// <summary>Runs until it is cancelled. Zero percent looks at nothing.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (percentADay <= 0)
            return;
        try
        {
            double owed = 0;
            while (true)
            {
                await alarm.DelayAsync(Interval, cancellationToken);
                owed += percentADay / RoundsADay;
                if (isProving())
                    continue;
                await LookAsync(owed, cancellationToken);
                owed = 0;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Looks once at a share of every file.</summary>
    public async Task<DataVerdict> LookAsync(double percent, CancellationToken cancellationToken)
    {
        var verdict = await new DataVerification(pool, random).VerifyAsync(
            directories, new DataVerificationOptions { Fraction = percent, Scrypt = scrypt }, cancellationToken);
        switch (verdict)
        {
            case DataVerdict.Invalid bad:
                string where = $"{PostDataFileName.Of(bad.File)} holds a wrong label at byte {bad.Offset}";
                LogDamaged(log, directories.ToString(), where);
                events.Publish(new PostDataDamaged(PostDrives.Load(directories).NodeId, where));
                break;
            case DataVerdict.Failed failed:
                LogUnreadable(log, directories.ToString(), failed.Reason);
                break;
        }

        return verdict;
    }

    [LoggerMessage(10130, LogLevel.Error, "PoST DATA IS DAMAGED in {Directories}: {Where}. Proofs may fail; verify all of it and repair it (postcli -verify)")]
    private static partial void LogDamaged(ILogger log, string directories, string where);

    [LoggerMessage(10131, LogLevel.Error, "PoST data in {Directories} cannot be looked at: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string directories, string reason);
}
