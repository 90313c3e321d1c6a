using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Rows that no function writes (spec 10 §2.7).</summary>
[VectorFile("10-lenient-reads")]
internal sealed class LenientReadsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        using var database = StateDatabases.OpenState(folder);
        if (vector.Name.StartsWith("transactions", StringComparison.Ordinal))
        {
            for (ulong nonce = 1; nonce <= 3; nonce++)
            {
                var header = new TxHeader(Ids.Of<Address>(1), default, 0, nonce, default, 0, 0, 0);
                database.Transactions.Add(new Transaction(new RawTx(Ids.Of<TransactionId>((int)nonce), new byte[] { 1 }), header), 1);
            }
        }

        foreach (var sql in vector.In.GetProperty("sql").EnumerateArray())
            database.Engine.Write(connection => connection.Execute(sql.GetString()!));
        foreach (var expected in vector.Out.EnumerateObject())
            Check(vector, expected.Name, database);
    }

    private static void Check(VectorCase vector, string field, SqliteStateDatabase database)
    {
        var expected = vector.Out.GetProperty(field);
        var layer = new LayerId(5);
        var one = Ids.Of<Hash32>(1);
        var nine = Ids.Of<AtxId>(9);
        switch (field)
        {
            case "by address":
                VectorCase.Equal(expected.I32("count"), database.Transactions.OfPrincipal(Ids.Of<Address>(1), default, LayerId.Max).Count, field);
                break;
            case "pending":
                VectorCase.Equal(expected.I32("count"), database.Transactions.Pending(Ids.Of<Address>(1), 0).Count, field);
                break;
            case "by id is nil":
                // The reference gives nothing and no error, which its callers do not expect: ours is an error (spec 10 §2.7).
                VectorCase.Equal(StorageErrorKind.Corrupt, Assert.Throws<StorageException>(() => database.Transactions.Find(Ids.Of<TransactionId>(2))).Kind, field);
                break;
            case var _ when field.StartsWith("ids ", StringComparison.Ordinal):
                VectorCase.Equal(expected.I32("count"), database.Ballots.IdsInLayer(Layer(field)).Count, field);
                break;
            case var _ when field.StartsWith("layer ", StringComparison.Ordinal):
                VectorCase.Equal(expected.I32("count"), database.Ballots.InLayer(Layer(field)).Count, field);
                break;
            case "certified":
                VectorCase.Equal(expected.GetString()!, database.Certificates.Certified(layer)!.Value.ToHex(), field);
                break;
            case "hare":
                VectorCase.Equal(expected.GetString()!, database.Certificates.HareOutput(layer)!.Value.ToHex(), field);
                break;
            case "get" when expected.Has("count"):
                VectorCase.Equal(expected.I32("count"), database.Certificates.InLayer(layer).Count, field);
                break;
            case "get":
                VectorCase.Equal(StorageErrorKind.Corrupt, Assert.Throws<StorageException>(() => database.ActiveSets.Find(one)).Kind, field);
                break;
            case "has":
                VectorCase.Equal(expected.GetBoolean(), database.ActiveSets.Contains(one), field);
                break;
            case "aggregated":
                VectorCase.Equal(expected.GetString()!, database.Layers.AggregatedHash(layer)!.Value.ToHex(), field);
                break;
            case "applied" when !expected.Has("error"):
                VectorCase.Equal(expected.GetString()!, database.Layers.Applied(layer)!.Value.ToHex(), field);
                break;
            case "applied":
                VectorCase.True(database.Layers.Applied(layer) is null, field);
                break;
            case "state" when !expected.Has("error"):
                VectorCase.Equal(expected.GetString()!, database.Layers.StateHash(layer)!.Value.ToHex(), field);
                break;
            case "state":
                VectorCase.True(database.Layers.StateHash(layer) is null, field);
                break;
            case "weak coin":
                VectorCase.Equal<bool?>(expected.GetBoolean(), database.Layers.WeakCoin(layer), field);
                break;
            case "blob row missing":
                VectorCase.True(database.Atxs.Blob(nine) is null, field);
                break;
            case "blob size":
                VectorCase.Equal(expected.GetInt32(), database.Blobs.Sizes(BlobHint.Atx, [new Hash32(nine.Value)])[0], field);
                break;
            case "commitment":
                VectorCase.Equal(expected.GetBoolean(), database.Atxs.Find(nine)!.CommitmentAtx is not null, field);
                break;
            case "golden":
                VectorCase.Equal(expected.GetBoolean(), database.Atxs.Find(nine)!.IsCheckpointed, field);
                break;
            case "nonce":
                VectorCase.Equal(expected.GetUInt64(), database.Atxs.Find(nine)!.VrfNonce, field);
                break;
            case "nonce by id":
                VectorCase.Equal<ulong?>(expected.GetUInt64(), database.Atxs.VrfNonceOf(nine), field);
                break;
            case "smesher":
                VectorCase.Equal(expected.GetString()!, database.Atxs.Find(nine)!.Smesher.ToHex(), field);
                break;
            case "validity":
                VectorCase.Equal(expected.GetInt32(), (int)database.Atxs.Find(nine)!.Validity, field);
                break;
            case "weight":
                VectorCase.Equal(expected.GetUInt64(), database.Atxs.Find(nine)!.Weight, field);
                break;
            case "by id" or "err":
            case var _ when field.EndsWith(" err", StringComparison.Ordinal):
                VectorCase.True(expected.Flag("ok"), field);
                break;
            default:
                throw new VectorMismatchException($"unknown result {field}");
        }
    }

    private static LayerId Layer(string field) => new(uint.Parse(field[(field.IndexOf(' ', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
