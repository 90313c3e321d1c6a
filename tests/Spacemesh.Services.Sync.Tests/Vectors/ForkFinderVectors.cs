using System.Globalization;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Forks;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Services.Sync.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Tests.Vectors;

/// <summary>Searches for forks: requests, result, cached agreements.</summary>
[VectorFile("08-fork-finder")]
public sealed class ForkFinderVectors : VectorSuite
{
    private static readonly PeerId Peer = new("peer");

    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        uint genesis = given.U32("effective_genesis");
        uint firstDifferent = given.U32("first_different_layer");
        using var state = new MemoryStateDatabase();
        using (var transaction = state.Begin())
        {
            for (uint layer = 0; layer <= given.U32("height"); layer++)
                transaction.Layers.SetAggregatedHash(new LayerId(layer), Hash(layer, layer >= firstDifferent));
            transaction.Commit();
        }

        var requests = new List<string>();
        var peers = new ScriptedPeers((from, protocol, request) =>
        {
            VectorCase.Equal(PeerProtocols.MeshHashes, protocol, "protocol");
            VectorCase.True(Scale.TryDecode<MeshHashRequest>(request.Span, out var asked, out _), "request decodes");
            var layers = new List<uint>();
            for (uint layer = asked.From.Value; layer < asked.To.Value; layer += asked.Step)
                layers.Add(layer);
            layers.Add(asked.To.Value);
            requests.Add(string.Create(CultureInfo.InvariantCulture, $"{asked.From} {asked.To} {asked.Step} {layers.Count}"));
            var hashes = layers.Select(layer => Hash(layer, false)).ToList();
            switch (given.Text("peer_answers"))
            {
                case "short":
                    hashes.RemoveAt(hashes.Count - 1);
                    break;
                case "last":
                    hashes[^1] = Blake3.Hash([1, 2, 3]);
                    break;
                case "first":
                    hashes[0] = Blake3.Hash([1, 2, 3]);
                    break;
            }

            return Scale.Encode(new MeshHashes([.. hashes]));
        });
        var finder = new ForkFinder(state, new LayerId(genesis), new PeerQueries(peers), TimeProvider.System, TimeSpan.FromHours(1));
        int cached = given.I32("cached_agreement");
        if (cached >= 0)
            finder.Agree(Peer, new LayerId((uint)cached), Hash((uint)cached, cached >= firstDifferent));
        var diff = new LayerId(given.U32("diff_layer"));
        try
        {
#pragma warning disable VSTHRD002 // Every answer is there at once.
            var fork = finder.FindAsync(Peer, diff, Hash(diff.Value, false), CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            VectorCase.True(vector.Out.Has("fork"), $"a fork at {fork} was found");
            VectorCase.Equal(vector.Out.U32("fork"), fork.Value, "fork");
        }
        catch (ForkSearchException exception)
        {
            VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : "", exception.Message, "error");
        }

        var expected = vector.Out.Has("requests") ? vector.Out.GetProperty("requests").EnumerateArray().Select(Text) : [];
        VectorCase.Equal(string.Join(", ", expected), string.Join(", ", requests), "requests");
        VectorCase.Equal(vector.Out.I32("cached_peers_after"), finder.Agreements, "cached agreements");
    }

    private static string Text(JsonElement request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.U32("from")} {request.U32("to")} {request.U32("step")} {request.I32("count")}");

    private static Hash32 Hash(uint layer, bool other) => Blake3.Hash([.. BitConverter.GetBytes(layer), other ? (byte)1 : (byte)0]);
}
