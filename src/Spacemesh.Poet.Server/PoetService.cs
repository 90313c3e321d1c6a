using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Work;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Server;

/// <summary>
/// A PoET service without listeners: registration, work, proofs. Runs its two loops until disposed; when one dies,
/// <see cref="Completion"/> fails and the owner must stop.
/// </summary>
public sealed class PoetService : IAsyncDisposable
{
    internal const string ThreadIdFile = "round.tid";

    private readonly CancellationTokenSource _stop = new();
    private readonly RegistrationService _registration;

    private PoetService(PoetServerOptions options, ServiceKey key, IWorkExecutor? executor, IWorkPool pool, TimeProvider time, ILoggerFactory logs)
    {
        var log = logs.CreateLogger("poet");
        Metrics = new PoetMetrics();
        _registration = new RegistrationService(options, key.PublicKey.ToArray(), time, Metrics, log);
        Api = new PoetApi(options, _registration, Metrics, time, log);
        PublicKey = key.PublicKey;
        executor ??= new ThreadWorkExecutor(time, Path.Combine(options.DataDirectory, ThreadIdFile));
        var work = options.DisableWorker
            ? PublishWithoutWork()
            : new RoundWorker(options, executor, pool, time, Metrics, log).RunAsync(_registration.ClosedRounds, _registration.PublishAsync, _stop.Token);
        Completion = EndTogether(_registration.RunAsync(_stop.Token), work);
    }

    internal RegistrationService Registration => _registration;

    /// <summary>The calls clients make.</summary>
    public PoetApi Api { get; }

    public PoetMetrics Metrics { get; }

    /// <summary>Public half of the service key.</summary>
    public NodeId PublicKey { get; }

    /// <summary>Completes when the service was stopped, fails when it cannot go on.</summary>
    public Task Completion { get; }

    /// <summary>Loads key and state and starts.</summary>
    /// <param name="options">How to run.</param>
    /// <param name="pool">Where proofs are computed.</param>
    /// <param name="time">The clock of the rounds.</param>
    /// <param name="executor">Where the work runs; null takes a thread of its own.</param>
    /// <param name="logs">Log; null for none.</param>
    /// <param name="privateKey">What <see cref="ServiceKey.EnvironmentVariable"/> holds; null without.</param>
    /// <exception cref="PoetStateException">Key or state on the disk is not usable.</exception>
    /// <exception cref="TrustedKeysException">The trusted certifiers' keys cannot be loaded.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static PoetService Start(
        PoetServerOptions options, IWorkPool pool, TimeProvider time, IWorkExecutor? executor = null, ILoggerFactory? logs = null, string? privateKey = null)
    {
        options.Validate();
        DurableFile.CreatePrivateDirectory(options.DataDirectory);
        var key = ServiceKey.Load(options.DataDirectory, privateKey, options.Members.SyncToDisk);
        return new PoetService(options, key, executor, pool, time, logs ?? NullLoggerFactory.Instance);
    }

    /// <summary>Stops: pending registrations are written, the round in work is kept for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        Cancel();
        try
        {
            await Completion;
        }
        catch (Exception exception) when (exception is PoetStateException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Already reported through Completion.
        }

        _registration.Dispose();
        _stop.Dispose();
    }

#pragma warning disable VSTHRD103 // CancelAsync runs on the thread pool, away from the scheduler of a simulation
    private void Cancel() => _stop.Cancel();
#pragma warning restore VSTHRD103

    private async Task PublishWithoutWork()
    {
        await foreach (var round in _registration.ClosedRounds.ReadEachAsync(_stop.Token))
            await _registration.PublishAsync(new FinishedRound(round.Round, default));
    }

    private async Task EndTogether(params Task[] loops)
    {
        try
        {
            await await Task.WhenAny(loops);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            Cancel();
            try
            {
                await Task.WhenAll(loops);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
