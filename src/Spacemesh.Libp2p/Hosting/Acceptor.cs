using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Takes inbound connections from listeners and upgrades them, <see cref="HostOptions.AcceptQueue"/> at a time.</summary>
internal sealed class Acceptor(
    HostOptions options, ConnectionUpgrader upgrader, ResourceCounter counter, BackgroundWork work, Action<UpgradedConnection> accepted, CancellationToken closing, ILogger logger)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    public async Task RunAsync(ITransportListener listener)
    {
        var slots = new AsyncSemaphore(options.AcceptQueue);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await slots.WaitAsync(closing);
                if (await listener.AcceptAsync(closing) is not { } raw)
                    return;
                work.Start(() => TakeAsync(raw, slots));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Libp2pException exception)
            {
                slots.Release();
                logger.AcceptFailed(listener.Address, exception.Message);
                await PauseAsync();
            }
        }
    }

    public async Task RunAsync(ISecureTransportListener listener)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                if (await listener.AcceptAsync(closing) is not { } connection)
                    return;
                if (!options.Gater.MayAccept(connection.RemoteAddress) || !counter.TryAddConnection(Direction.Inbound, connection.RemoteAddress))
                    connection.Multiplexer.Abort();
                else
                    accepted(new UpgradedConnection(connection.Multiplexer, connection.RemoteKey, connection.LocalAddress, connection.RemoteAddress));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Libp2pException exception)
            {
                logger.AcceptFailed(listener.Address, exception.Message);
                await PauseAsync();
            }
        }
    }

    /// <summary>Upgrades one inbound connection and hands it on.</summary>
    public async Task TakeAsync(ITransportConnection raw, AsyncSemaphore? slots = null)
    {
        try
        {
            if (!options.Gater.MayAccept(raw.RemoteAddress) || !counter.TryAddConnection(Direction.Inbound, raw.RemoteAddress))
            {
                raw.Abort();
                return;
            }

            try
            {
                accepted(await upgrader.UpgradeAsync(raw, NoiseRole.Responder, expected: null, closing));
            }
            catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
            {
                counter.RemoveConnection(Direction.Inbound, raw.RemoteAddress);
                logger.InboundRefused(raw.RemoteAddress, exception.Message);
            }
        }
        finally
        {
            slots?.Release();
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(PauseAfterFailure, options.Time, closing);
        }
        catch (OperationCanceledException)
        {
            // The host ends; the loop sees it.
        }
    }
}
