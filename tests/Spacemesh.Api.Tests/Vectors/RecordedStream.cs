using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Plays the events behind recorded messages to a node and compares what its stream makes of them.</summary>
internal static class RecordedStream
{
    public static void Check(GoldenNode node, MethodDescriptor method, VectorCase vector)
    {
        IMessage[] recorded = [.. vector.Out.GetProperty("messages").EnumerateArray().Select(message => method.OutputType.Parser.ParseFrom(message.Hex("message")))];
        using var call = node.Channel(vector.In.Text("endpoint")).StartAsync(ApiMethods.Raw(method), vector.In.Hex("request")).GetAwaiter().GetResult();
        call.HeadersAsync().GetAwaiter().GetResult();
        var ours = new List<V1.Event>();
        foreach (var message in recorded)
        {
            switch (message)
            {
                case V1.Event happened when RecordedEvents.Of(happened) is { } published:
                    node.Time.Set(happened.Timestamp.ToDateTimeOffset());
                    node.Events.Publish(published);
                    break;
                case V1.LayerStreamResponse { Layer: var layer }:
                    node.Events.Publish(new LayerUpdated(new LayerId(layer.Number.Number), (LayerProgress)layer.Status));
                    break;
                case V1.Proposal:
                    // The ballots behind proposals are not among the golden data; StreamVectors has some.
                    return;
            }

            var (found, bytes) = call.ReadAsync().GetAwaiter().GetResult();
            VectorCase.True(found, "the stream ended");
            if (message is V1.Event)
                ours.Add(V1.Event.Parser.ParseFrom(bytes));
            else
                SameLayer(((V1.LayerStreamResponse)message).Layer, V1.LayerStreamResponse.Parser.ParseFrom(bytes).Layer);
        }

        // Two identities publish side by side: pairs of one may enclose messages of the other.
        VectorCase.Equal(string.Join('\n', Bare(recorded.OfType<V1.Event>())), string.Join('\n', Bare(ours)), "events");
    }

    private static IEnumerable<string> Bare(IEnumerable<V1.Event> events) => events.Select(UserEvents.Bare).Select(message => message.ToString()).Order(StringComparer.Ordinal);

    /// <summary>A layer as recorded before its block was stored is only compared by number and status: our state knows the end.</summary>
    private static void SameLayer(V1.Layer expected, V1.Layer actual)
    {
        if (expected.Blocks.Count > 0 && actual.Blocks.Count > 0)
            VectorCase.Equal(expected.Blocks[0].Id, actual.Blocks[0].Id, "block");
        VectorCase.Equal((expected.Number, expected.Status), (actual.Number, actual.Status), "layer");
    }
}
