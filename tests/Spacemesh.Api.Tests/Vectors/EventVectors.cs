using Spacemesh.Api.Tests.Golden;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>EventsStream of a fresh node: the events come as recorded, in order, with the times of their publication.</summary>
[VectorFile("09a-events")]
public sealed class EventVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var method = ApiMethods.Find(vector.In.Text("method"));
        V1.Event[] recorded = [.. vector.Out.GetProperty("messages").EnumerateArray().Select(message => V1.Event.Parser.ParseFrom(message.Hex("message")))];
        var node = GoldenNode.Start(new MemoryStateDatabase(), SmallNetwork.Parameters, SmallNetwork.Parameters.GenesisTime);
        try
        {
            using var call = node.Channel(vector.In.Text("endpoint")).StartAsync(ApiMethods.Raw(method), vector.In.Hex("request")).GetAwaiter().GetResult();
            call.HeadersAsync().GetAwaiter().GetResult();
            for (int i = 0; i < recorded.Length; i++)
            {
                if (RecordedEvents.Of(recorded[i]) is { } happened)
                {
                    node.Time.Set(recorded[i].Timestamp.ToDateTimeOffset());
                    node.Events.Publish(happened);
                }

                var (found, message) = call.ReadAsync().GetAwaiter().GetResult();
                VectorCase.True(found, "the stream ended");
                UserEvents.Same(recorded[i], V1.Event.Parser.ParseFrom(message), timesMatter: true, $"event {i}");
            }

            VectorCase.Equal(vector.Out.I32("count"), recorded.Length, "count");
        }
        finally
        {
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
