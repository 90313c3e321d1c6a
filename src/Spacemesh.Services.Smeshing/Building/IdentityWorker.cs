using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Signing;
using Spacemesh.Services.Smeshing.Proving;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>One identity's life: initial PoST, then one ATX after the other (spec 04 §4.2). Everything it did is stored; it goes on from any row.</summary>
internal sealed partial class IdentityWorker(
    BuilderContext context,
    ISigner signer,
    InitialPostMaker initialPost,
    ChallengeBuilder challenges,
    NipostBuilder niposts,
    AtxPublisher publisher,
    BuilderRows rows)
{
    private NodeId Identity => signer.NodeId;

    /// <summary>Ends by cancellation, or by an <see cref="AtxBuildException"/> that only the user can do something about.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await InitialPostAsync(cancellationToken);
        var certifying = CertifyAsync(cancellationToken);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await StepAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            await certifying;
        }
    }

    /// <summary>One ATX, or what follows from not getting it.</summary>
    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PublishOneAsync(cancellationToken);
            return;
        }
        catch (AtxBuildException exception) when (exception.Failure is AtxBuildFailure.RegistrationMismatch or AtxBuildFailure.OtherSchedule)
        {
            throw;
        }
        catch (AtxBuildException exception) when (exception.Failure == AtxBuildFailure.PoetUnstable)
        {
            LogUnstable(context.Log, exception, Identity, context.Options.PoetRetryInterval);
            await context.Alarm.DelayAsync(context.Options.PoetRetryInterval, cancellationToken);
            return;
        }
        catch (AtxBuildException exception) when (exception.Failure == AtxBuildFailure.InitialPostInvalid)
        {
            await RemakeAsync(exception, cancellationToken);
            return;
        }
        catch (InitialPostRefusedException exception)
        {
            await RemakeAsync(exception, cancellationToken);
            return;
        }
        catch (AtxBuildException exception) when (exception.Failure == AtxBuildFailure.ChallengeExpired)
        {
            LogExpired(context.Log, exception, Identity);
            rows.DropChallenge(Identity);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(context.Log, exception, Identity);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await NextLayerAsync(cancellationToken);
    }

    private async Task PublishOneAsync(CancellationToken cancellationToken)
    {
        var challenge = await challenges.BuildAsync(Identity, cancellationToken);
        var publish = challenge.PublishEpoch;
        var hash = AtxAssembly.ChallengeHash(challenge, context.Options.AtxVersions.VersionAt(publish));
        var nipost = await niposts.BuildAsync(signer, challenge, hash, cancellationToken);
        if (publish < context.CurrentEpoch)
            throw AtxBuildException.Expired("the NiPoST was finished after its publish epoch");
        var id = await publisher.PublishAsync(signer, challenge, nipost, cancellationToken);
        rows.DropChallenge(Identity);
        context.Events.Publish(new AtxPublished(Identity, id, publish, publish.Target, context.Timeline.PublishEnd(publish)));
        LogPublished(context.Log, id, Identity, publish);
    }

    private async Task InitialPostAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await initialPost.EnsureAsync(Identity, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogNoInitialPost(context.Log, exception, Identity);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await NextLayerAsync(cancellationToken);
        }
    }

    private async Task RemakeAsync(Exception exception, CancellationToken cancellationToken)
    {
        LogRemake(context.Log, exception, Identity);
        rows.DropAll(Identity);
        await InitialPostAsync(cancellationToken);
    }

    /// <summary>Certificates ahead of the registrations that need them; a registration gets what is missing by itself.</summary>
    private async Task CertifyAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(context.Poets.All.Select(CertifyAsync));

        async Task CertifyAsync(Ports.Smeshing.IPoetClient poet)
        {
            try
            {
                await poet.CertifyAsync(Identity, cancellationToken).WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Stopped.
            }
            catch (Exception exception)
            {
                LogNotCertified(context.Log, exception, Identity, poet.Address);
            }
        }
    }

    private Task NextLayerAsync(CancellationToken cancellationToken)
    {
        var network = context.Options.Network;
        return context.Alarm.WaitUntilAsync(network.StartOf(network.LayerAt(context.Now).AddSaturating(1)), cancellationToken);
    }

    [LoggerMessage(10070, LogLevel.Warning, "retrying ATX of {Smesher} in {Pause}: poets do not work")]
    private static partial void LogUnstable(ILogger log, Exception exception, NodeId smesher, TimeSpan pause);

    [LoggerMessage(10071, LogLevel.Warning, "the initial PoST of {Smesher} is no longer valid, a new one is made: this epoch may be lost")]
    private static partial void LogRemake(ILogger log, Exception exception, NodeId smesher);

    [LoggerMessage(10072, LogLevel.Warning, "the challenge of {Smesher} expired, discarding it")]
    private static partial void LogExpired(ILogger log, Exception exception, NodeId smesher);

    [LoggerMessage(10073, LogLevel.Error, "failed to publish an ATX of {Smesher}; the next layer tries again")]
    private static partial void LogFailed(ILogger log, Exception exception, NodeId smesher);

    [LoggerMessage(10074, LogLevel.Information, "atx published: {Atx} of {Smesher} for epoch {Publish}")]
    private static partial void LogPublished(ILogger log, AtxId atx, NodeId smesher, EpochId publish);

    [LoggerMessage(10075, LogLevel.Error, "failed to generate the initial proof of {Smesher}; the next layer tries again")]
    private static partial void LogNoInitialPost(ILogger log, Exception exception, NodeId smesher);

    [LoggerMessage(10076, LogLevel.Warning, "no certificate for {Smesher} at {Poet}")]
    private static partial void LogNotCertified(ILogger log, Exception exception, NodeId smesher, string poet);
}
