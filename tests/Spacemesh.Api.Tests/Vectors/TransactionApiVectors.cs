using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Parsing, estimating and submitting single transactions in both versions of TransactionService, in the order of the file.</summary>
[VectorFile("07-tx-api")]
public sealed class TransactionApiVectors : VectorSuite, IDisposable
{
    private GoldenNode? _node;

    public override void Open(VectorFile file)
    {
        var given = file.Root.GetProperty("given");
        byte[] golden = new byte[AtxId.Size];
        given.Hex("genesis_id").CopyTo(golden, 0);
        var network = new NetworkParameters
        {
            LayersPerEpoch = 4032,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.FromUnixTimeSeconds(1689321600),
            GoldenAtx = AtxId.FromBytes(golden),
            AddressPrefix = "sm",
        };
        var database = new MemoryStateDatabase();
        foreach (var encoded in given.GetProperty("accounts").EnumerateArray())
            database.Accounts.Update(Scale.Decode<Account>(encoded.Hex()));
        _node = GoldenNode.Start(database, network, network.StartOf(network.EffectiveGenesis));
    }

    public override void Check(VectorCase vector)
    {
        byte[] raw = vector.In.Hex("raw");
        _node!.IsSynced = !vector.In.Has("synced") || vector.In.Flag("synced");
        foreach (var expected in vector.Out.EnumerateObject())
        {
            bool first = expected.Name.StartsWith("v1_", StringComparison.Ordinal);
            bool verify = expected.Name.EndsWith("_verify", StringComparison.Ordinal);
            string call = expected.Name.Contains("submit", StringComparison.Ordinal) ? "SubmitTransaction"
                : expected.Name.Contains("estimate", StringComparison.Ordinal) ? "EstimateGas" : "ParseTransaction";
            IMessage request = (first, call) switch
            {
                (true, "SubmitTransaction") => new V1.SubmitTransactionRequest { Transaction = ByteString.CopyFrom(raw) },
                (true, _) => new V1.ParseTransactionRequest { Transaction = ByteString.CopyFrom(raw), Verify = verify },
                (false, "SubmitTransaction") => new V2alpha1.SubmitTransactionRequest { Transaction = ByteString.CopyFrom(raw) },
                (false, "EstimateGas") => new V2alpha1.EstimateGasRequest { Transaction = ByteString.CopyFrom(raw) },
                _ => new V2alpha1.ParseTransactionRequest { Transaction = ByteString.CopyFrom(raw), Verify = verify },
            };
            Check(expected.Name, $"spacemesh.{(first ? "v1" : "v2alpha1")}.TransactionService/{call}", request, expected.Value);
        }
    }

    public void Dispose() => _node?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Check(string what, string method, IMessage request, JsonElement expected)
    {
        const string Publish = "Failed to publish transaction: ";
        string? message = expected.Has("message") ? expected.Text("message") : null;
        _node!.Submitter.GossipFailure = message?.StartsWith(Publish, StringComparison.Ordinal) == true ? message[Publish.Length..] : null;
        var outcome = CallOutcome.Run(_node.Channel("public"), ApiMethods.Find(method), request.ToByteArray());
        VectorCase.Equal(expected.Has("code") ? expected.Text("code") : "Ok", outcome.Code.ToString(), $"{what}: code ({outcome.Message})");
        VectorCase.Equal(Texts.Contract(message ?? ""), Texts.Contract(outcome.Message), $"{what}: message");
        if (!expected.Has("response"))
            return;
        using var actual = JsonDocument.Parse(ProtoJsonWriter.ToUtf8(outcome.Responses.Single()));
        VectorCase.True(
            JsonElement.DeepEquals(expected.GetProperty("response"), actual.RootElement),
            $"{what}: expected {expected.GetProperty("response").GetRawText()}, actual {actual.RootElement.GetRawText()}");
    }
}
