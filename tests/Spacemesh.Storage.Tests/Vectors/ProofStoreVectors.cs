using System.Text;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Poet.Verification;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>PoET proofs from the fetcher into the table <c>poets</c> and out of it again (spec 03 §14.4).</summary>
[VectorFile("03-proof-store")]
internal sealed class ProofStoreVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        using var state = StateDatabases.OpenState(folder);
        var results = vector.Out.GetProperty("results").EnumerateArray().ToList();
        int index = 0;
        foreach (var step in vector.In.GetProperty("steps").EnumerateArray())
        {
            var expected = results[index++];
            switch (step.Text("do"))
            {
                case "fetched":
                    // The reference's crash over a short service id comes after the row is written; it must not be copied.
                    bool crashes = expected.Has("error") && expected.Text("error").Contains("crashes", StringComparison.Ordinal);
                    VectorCase.Equal(expected.Flag("ok") || crashes, Take(state, step), $"step {index}: accepted");
                    break;
                case "by round":
                    var found = state.Poets.ReferenceOf(step.Hex("service_id"), step.Text("round_id"));
                    VectorCase.Equal(expected.Flag("ok") ? expected.Text("ref") : "", found?.ToHex() ?? "", $"step {index}: by round");
                    break;
                case "by ref":
                    CheckReference(expected, state.Poets.Find(Ids.FromHex<PoetProofRef>(step.Text("ref"))), index);
                    break;
                default:
                    throw new VectorMismatchException($"unknown step {step}");
            }
        }

        CheckRows(vector.Out.GetProperty("rows"), state);
    }

    private static bool Take(IStateStores stores, JsonElement step)
    {
        byte[] data = step.Hex("data");
        if (!Scale.TryDecode<PoetProofMessage>(data, out var message, out _))
            return false;
        var reference = message.ComputeRef();
        if (reference != Ids.FromHex<PoetProofRef>(step.Text("expected")))
            return false;
        if (stores.Poets.Contains(reference))
            return true;
        if (!WorkVerifier.Verify(Hash32.Span(message.Statement), message.Proof).IsValid)
            return false;
        return stores.Poets.Add(reference, Scale.Encode(message), message.PoetServiceId, message.RoundId) == InsertOutcome.Added;
    }

    private static void CheckReference(JsonElement expected, ScaleBytes? stored, int index)
    {
        VectorCase.Equal(expected.Flag("ok"), stored is not null, $"step {index}: by reference");
        if (stored is not { } blob)
            return;
        var message = Scale.Decode<PoetProofMessage>(blob.Span);
        VectorCase.Equal(expected.U64("leaf_count"), message.Proof.LeafCount, "leaf count");
        VectorCase.Equal(expected.Text("statement"), message.Statement.ToHex(), "statement");
    }

    private static void CheckRows(JsonElement expected, SqliteStateDatabase state)
    {
        var actual = new StringBuilder();
        state.Engine.Read(connection =>
        {
            using var rows = connection.Cached("SELECT ref, poet, service_id, round_id, typeof(ref), typeof(poet), typeof(service_id), typeof(round_id) FROM poets ORDER BY rowid");
            while (rows.Step())
            {
                actual.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(rows.Blob(0))} {rows.Blob(1).Length} {Blake3.Hash(rows.Blob(1))} {Convert.ToHexStringLower(rows.Blob(2))} ")
                    .Append(System.Globalization.CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(rows.Blob(3))} {rows.Text(4)},{rows.Text(5)},{rows.Text(6)},{rows.Text(7)}\n");
            }

            return 0;
        });
        var listed = expected.EnumerateArray().Select(row =>
            $"{row.Text("ref")} {row.I32("poet_len")} {row.Text("poet_blake3")} {row.Text("service_id")} {row.Text("round_id")} {string.Join(',', row.GetProperty("types").EnumerateArray().Select(type => type.GetString()))}\n");
        VectorCase.Equal(string.Concat(listed), actual.ToString(), "rows");
    }
}
