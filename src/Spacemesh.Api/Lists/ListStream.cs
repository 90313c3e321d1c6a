using Spacemesh.Api.Streams;
using Spacemesh.Ports.Events;

namespace Spacemesh.Api.Lists;

/// <summary>
/// The streams of v2alpha1 (spec 09a §6.4): stored rows, then with <c>watch</c> what happens; what happens meanwhile goes before the next
/// row, so that an item may come twice.
/// </summary>
internal static class ListStream
{
    public static async Task RunAsync<TEvent, TRow, TMessage>(
        ApiContext api,
        RpcContext context,
        RpcStreamWriter<TMessage> writer,
        bool watch,
        Func<TEvent, bool> filter,
        Func<IEnumerable<TRow>> rows,
        Func<TRow, TMessage?> renderRow,
        Func<TEvent, TMessage?> renderEvent)
        where TEvent : NodeEvent
        where TMessage : class
    {
        using var relay = new Relay(context);
        if (watch)
        {
            relay.Add(
                api.Sources.Events.Subscribe(StreamBuffers.Filtered, filter),
                "buffer overflow",
                happened => renderEvent(happened) is { } message ? writer.WriteAsync(message, context.CancellationToken) : ValueTask.CompletedTask);
            await context.SendHeadersAsync();
        }

        foreach (var row in rows())
        {
            while (await relay.SendWaitingAsync())
            {
                // Everything that waits goes first.
            }

            if (renderRow(row) is { } message)
                await writer.WriteAsync(message, context.CancellationToken);
        }

        if (watch)
            await relay.RunAsync();
    }
}
