using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Fetch;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Objects by hash for peers, on both stores (spec 10 §10). The database is the one that the file describes.</summary>
[VectorFile("10-blobs")]
internal sealed class BlobsVectors : VectorSuite
{
    public override void Check(VectorCase vector) => StateDatabases.Each(database =>
    {
        Fill(database);
        if (vector.In.Has("request"))
            CheckBatch(vector, database.Blobs);
        else if (vector.In.Has("key"))
            CheckKey(vector, database.Blobs);
        else
            VectorCase.Equal(vector.Out.GetInt32(), database.Blobs.Sizes(BlobHint.Atx, []).Count, "sizes of nothing");
    });

    private static void Fill(IStateDatabase database)
    {
        AddAtx(database, 1, AtxVersion.V1, [1, 1, 1], AtxValidity.Valid);
        AddAtx(database, 2, AtxVersion.V2, [2, 2], AtxValidity.Invalid);
        AddAtx(database, 3, AtxVersion.V1, [], AtxValidity.Valid);
        database.Atxs.AddCheckpointed(new CheckpointedAtx(Ids.Of<AtxId>(4), default, default, null, 1, 1, 1, 1, Ids.Of<NodeId>(4), 0, default, new Dictionary<NodeId, uint>()));
        var inner = new InnerBallot(new LayerId(1), default, default, default, null);
        database.Ballots.Add(Ids.Of<BallotId>(5), new Ballot(inner, default, default, new Votes(default, default, default, default), default, default));
        database.Blocks.Add(Ids.Of<BlockId>(8), new Block(new LayerId(1), 0, default, default));
        database.Transactions.Add(new Transaction(new RawTx(Ids.Of<TransactionId>(10), new byte[] { 9, 9, 9, 9 }), null), 1);
        database.Poets.Add(Ids.Of<PoetProofRef>(11), new byte[] { 7, 7 }, new ScaleBytes(new byte[] { 1 }), "1");
        database.MaliciousIdentities.Add(Ids.Of<NodeId>(12), new byte[] { 6 }, 1);
        database.MaliciousIdentities.Add(Ids.Of<NodeId>(14), ScaleBytes.Empty, 1);
        database.ActiveSets.Add(Ids.Of<Hash32>(13), new EpochActiveSet(new EpochId(2), [Ids.Of<AtxId>(1)]));
    }

    private static void AddAtx(IStateDatabase database, int id, AtxVersion version, byte[] blob, AtxValidity validity) => database.Atxs.Add(
        new AtxRecord
        {
            Id = Ids.Of<AtxId>(id),
            PublishEpoch = default,
            EffectiveUnits = 1,
            VrfNonce = 1,
            BaseTickHeight = 1,
            TickCount = 1,
            Smesher = Ids.Of<NodeId>(id),
            Coinbase = default,
            ReceivedNanoseconds = 1,
            Weight = 1,
            Validity = validity,
        },
        new AtxBlob(version, blob));

    private static void CheckKey(VectorCase vector, IBlobStore blobs)
    {
        string name = vector.In.Text("hint");
        if (!BlobHints.TryParse(name, out var hint))
        {
            // Proposals live in memory, with their own store; every other name is unknown.
            bool known = name == BlobHints.Proposal;
            VectorCase.Equal(known ? JsonValueKind.False : JsonValueKind.Object, vector.Out.GetProperty("has").ValueKind, "unknown hint");
            return;
        }

        var key = Ids.FromHex<Hash32>(vector.In.Text("key"));
        VectorCase.Equal(vector.Out.Flag("has"), blobs.Contains(hint, key), "has");
        VectorCase.Equal(vector.Out.I32("size"), blobs.Sizes(hint, [key])[0], "size");
        var load = vector.Out.GetProperty("load");
        VectorCase.Equal(load.ValueKind == JsonValueKind.Object ? null : load.GetString(), blobs.Load(hint, key) is { } blob ? Convert.ToHexStringLower(blob) : null, "load");
        var streamed = new List<string>();
        blobs.Read(hint, [key], (_, bytes) =>
        {
            streamed.Add(Convert.ToHexStringLower(bytes));
            return true;
        });
        VectorCase.Equal(load.ValueKind == JsonValueKind.Object ? "" : load.GetString()!, string.Concat(streamed), "streamed");
    }

    /// <summary>The storage half of an answer: which objects, in which order. The protocol around it belongs to the network part.</summary>
    private static void CheckBatch(VectorCase vector, IBlobStore blobs)
    {
        if (!Scale.TryDecode<RequestBatch>(vector.In.Hex("request"), out var request, out _))
        {
            VectorCase.True(vector.Out.Has("error"), "refused");
            return;
        }

        if (vector.Out.GetProperty("buffered").ValueKind == JsonValueKind.Object)
            return;
        var responses = new List<ResponseMessage>();
        foreach (var message in request.Requests)
        {
            VectorCase.True(BlobHints.TryParse(message.Hint.ToString(), out var hint), "hint");
            if (blobs.Load(hint, message.Hash) is { Length: > 0 } blob)
                responses.Add(new ResponseMessage(message.Hash, blob));
        }

        VectorCase.Equal(vector.Out.Hex("buffered"), Scale.Encode(new ResponseBatch(request.Id, responses.ToScaleList())), "buffered answer");
    }
}
