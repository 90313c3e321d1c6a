using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>
/// Gets beacons and active sets from a server that is trusted, for when the network itself cannot agree on them (spec 08 §14). What was got
/// is on disk and never asked for again. Not thread-safe; <see cref="RunAsync"/> owns it.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="clock">Says which epochs matter.</param>
/// <param name="time">For the pauses.</param>
/// <param name="web">The web.</param>
/// <param name="apply">Takes each update, in order.</param>
/// <param name="log">Log.</param>
/// <param name="instruments">Counts queries and updates.</param>
public sealed class BootstrapUpdater(
    BootstrapOptions options, LayerClock clock, TimeProvider time, IWebFiles web, Func<BootstrapUpdate, CancellationToken, ValueTask> apply, ILogger log,
    NodeInstruments? instruments = null)
{
    private readonly BootstrapFiles _files = new(options.Folder);
    private readonly JoiningInstruments _instruments = (instruments ?? NodeInstruments.Unheard).Joining;
    private readonly HashSet<(EpochId Epoch, string Suffix)> _had = [];

    /// <summary>Runs until it is cancelled. An unreadable file ends it, as the log says; the node goes on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(clock.CurrentEpoch, cancellationToken);
        }
        catch (BootstrapException exception)
        {
            BootstrapLog.Unreadable(log, exception.Message);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        while (true)
        {
            try
            {
                await RunRoundAsync(clock.CurrentEpoch, cancellationToken);
            }
            catch (BootstrapException exception)
            {
                BootstrapLog.RoundFailed(log, exception.Message);
            }

            await Task.Delay(options.Interval, time, cancellationToken);
        }
    }

    /// <summary>Applies what is on disk of the epochs that matter.</summary>
    /// <exception cref="BootstrapException">A file is no update.</exception>
    public async Task LoadAsync(EpochId current, CancellationToken cancellationToken)
    {
        foreach (var epoch in Wanted(current))
        {
            foreach (string suffix in (string[])[BootstrapNames.Both, BootstrapNames.Beacon, BootstrapNames.ActiveSet])
            {
                if (_files.Load(epoch, suffix) is not { } bytes)
                    continue;
                var update = BootstrapDocument.Parse(bytes, options.Version, _files.PathOf(epoch, suffix));
                _had.Add((epoch, suffix));
                await apply(update, cancellationToken);
            }
        }
    }

    /// <summary>Asks for the updates of the epochs that matter.</summary>
    /// <exception cref="BootstrapException">One cannot be had or used; the others wait for the next round.</exception>
    public async Task RunRoundAsync(EpochId current, CancellationToken cancellationToken)
    {
        var wanted = Wanted(current);
        foreach (var epoch in wanted)
        {
            if (await GetAsync(epoch, BootstrapNames.Both, cancellationToken))
                continue;
            await GetAsync(epoch, BootstrapNames.Beacon, cancellationToken);
            await GetAsync(epoch, BootstrapNames.ActiveSet, cancellationToken);
        }

        _files.Prune(wanted);
    }

    private IReadOnlyList<EpochId> Wanted(EpochId current) => BootstrapNames.Wanted(current, clock.Network.EpochOf(clock.Network.EffectiveGenesis));

    /// <summary>Gets an update unless it was had; false where there is none.</summary>
    private async Task<bool> GetAsync(EpochId epoch, string suffix, CancellationToken cancellationToken)
    {
        if (_had.Contains((epoch, suffix)))
            return true;
        string name = BootstrapNames.Of(epoch, suffix);
        using var body = new MemoryStream();
        int status;
        long began = time.GetTimestamp();
        try
        {
            status = await web.GetAsync(new Uri($"{options.Url.OriginalString.TrimEnd('/')}/{name}"), body, BootstrapOptions.MaxLength, cancellationToken);
        }
        catch (WebFileException exception)
        {
            _instruments.UpdatesAsked(succeeded: false, body.Length, time.GetElapsedTime(began));
            throw new BootstrapException($"bootstrap update {name}: {exception.Message}", exception);
        }

        _instruments.UpdatesAsked(succeeded: true, body.Length, time.GetElapsedTime(began));
        if (status == 404 || body.Length == 0)
            return false;
        byte[] bytes = body.ToArray();
        BootstrapUpdate update;
        try
        {
            update = BootstrapDocument.Parse(bytes, options.Version, name);
        }
        catch (BootstrapException)
        {
            _instruments.UpdateTaken(succeeded: false);
            throw;
        }

        _files.Save(epoch, suffix, bytes);
        _had.Add((epoch, suffix));
        BootstrapLog.Got(log, name, update.Epoch, update.Beacon, update.ActiveSet.Count);
        await apply(update, cancellationToken);
        _instruments.UpdateTaken(succeeded: true);
        return true;
    }
}
