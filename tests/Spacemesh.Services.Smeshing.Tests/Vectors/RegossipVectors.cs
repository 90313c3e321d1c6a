using System.Text.Json;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-regossip")]
public sealed class RegossipVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var layer = TimeSpan.FromSeconds(10);
        var scheduler = new VirtualScheduler(new() { Start = Testbed.Genesis + (layer * vector.In.U32("current_epoch") * 4) });
        var world = new BuilderWorld(scheduler, Testbed.Options(Testbed.Network(4, layer)));
        var identity = Testbed.Node("07");
        if (vector.In.Has("own_atxs"))
        {
            foreach (var atx in vector.In.GetProperty("own_atxs").EnumerateArray())
                Add(world, identity, atx);
        }

        var published = new List<(string Topic, byte[] Data)>();
        scheduler.Run(async () =>
        {
            using var subscription = world.Gossip.Subscribe(GossipTopics.Atx, (_, message, _) =>
            {
                published.Add((GossipTopics.Atx, message.ToArray()));
                return ValueTask.FromResult(Verdict.Accept);
            });
            await using var builder = new AtxBuilder(world.Context());
            await builder.RegossipAsync(identity);
        });

        VectorCase.Equal(true, vector.Out.Flag("ok"), "outcome");
        var expected = vector.Out.GetProperty("published").EnumerateArray().ToList();
        VectorCase.Equal(expected.Count, published.Count, "publications");
        for (int i = 0; i < expected.Count; i++)
        {
            VectorCase.Equal(expected[i].Text("topic"), published[i].Topic, "topic");
            VectorCase.Equal(expected[i].Hex("data"), published[i].Data, "blob");
        }
    }

    private static void Add(BuilderWorld world, NodeId identity, JsonElement atx)
    {
        var epoch = new EpochId(atx.U32("epoch"));
        if (atx.Has("checkpointed") && atx.Flag("checkpointed"))
        {
            world.State.Atxs.AddCheckpointed(new CheckpointedAtx(
                Testbed.Atx("99"), epoch, Testbed.Golden, null, 1, 2, 0, 10, identity, 0, default, new Dictionary<NodeId, uint> { [identity] = 2 }));
            return;
        }

        world.State.Atxs.Add(
            new AtxRecord
            {
                Id = AtxId.FromBytes(atx.Hex("id")), PublishEpoch = epoch, EffectiveUnits = 2, VrfNonce = 1, BaseTickHeight = 0, TickCount = 10,
                Smesher = identity, Coinbase = default, ReceivedNanoseconds = 5, Weight = 20,
            },
            new AtxBlob(AtxVersion.V1, atx.Hex("blob")));
    }
}
