using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Proving;

/// <summary>Gets a proof from the PoST service of an identity, however often it goes away meanwhile (spec 04 §5.2).</summary>
public sealed partial class ProofRequester(
    IPostProviders providers, PostStates states, IEventSink events, IProvingObserver observer, WallAlarm alarm, TimeSpan retryInterval, ILogger log)
{
    /// <summary>Looks for a missing service between two warnings.</summary>
    private const int TriesAWarning = 10;

    /// <param name="identity">Whose proof.</param>
    /// <param name="challenge">What it is over.</param>
    /// <param name="accept">Looks at the service's data before the proof is asked for, and throws where they do not do; null asks at once.</param>
    /// <param name="cancellationToken">The only end while no service is connected.</param>
    /// <exception cref="PostProviderException">The service reported an error, or gave something unusable.</exception>
    public async Task<PostServiceProof> RequestAsync(
        NodeId identity, Hash32 challenge, Func<PostServiceInfo, CancellationToken, Task>? accept, CancellationToken cancellationToken)
    {
        states.SetProving(identity);
        bool started = false;
        var began = alarm.Now;
        try
        {
            int tries = 0;
            IPostProvider? closed = null;
            while (true)
            {
                // A service that is closed but still listed counts as gone.
                if (providers.Find(identity) is not { } provider || provider == closed)
                {
                    closed = null;
                    if (++tries % TriesAWarning == 0)
                        LogWaiting(log, identity);
                    await alarm.DelayAsync(retryInterval, cancellationToken);
                    continue;
                }

                tries = 0;
                if (!started)
                {
                    started = true;
                    began = alarm.Now;
                    events.Publish(new PostStarted(identity, challenge));
                    observer.ProvingStarted(identity);
                }

                if (await AttemptAsync(provider, identity, challenge, accept, cancellationToken) is not { } proof)
                {
                    closed = provider;
                    continue;
                }

                events.Publish(new PostCompleted(identity, challenge));
                observer.Proved(identity, proof.Info.Units, alarm.Now - began);
                states.SetIdle(identity);
                return proof;
            }
        }
        catch (Exception exception) when (exception is not InitialPostRefusedException)
        {
            if (started)
                events.Publish(new PostFailed(identity));
            throw;
        }
        finally
        {
            if (started)
                observer.ProvingEnded(identity);
        }
    }

    /// <summary>Null where the service went away.</summary>
    private static async Task<PostServiceProof?> AttemptAsync(
        IPostProvider provider, NodeId identity, Hash32 challenge, Func<PostServiceInfo, CancellationToken, Task>? accept, CancellationToken cancellationToken)
    {
        try
        {
            if (accept is not null)
            {
                var info = await provider.InfoAsync(cancellationToken);
                RequireOwn(info, identity);
                await accept(info, cancellationToken);
            }

            var proof = await provider.ProveAsync(challenge, cancellationToken);
            RequireOwn(proof.Info, identity);
            return proof;
        }
        catch (PostProviderException closed) when (closed.Failure == PostProviderFailure.Closed)
        {
            return null;
        }
    }

    private static void RequireOwn(PostServiceInfo info, NodeId identity)
    {
        if (info.Identity != identity)
        {
            throw new PostProviderException(
                PostProviderFailure.Failed, $"the PoST service of {identity} holds data of {info.Identity}: start it with the data folder of its identity");
        }
    }

    [LoggerMessage(10000, LogLevel.Warning, "post service not connected - waiting for reconnection (smesher {Smesher})")]
    private static partial void LogWaiting(ILogger log, NodeId smesher);
}
