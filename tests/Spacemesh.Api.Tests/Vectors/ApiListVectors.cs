using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Codec;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Storage.Memory;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>
/// Order and filters of the v2alpha1 lists over a database that the file only describes; it is built here after that description, in
/// SQLite and in memory. Ids are one byte repeated.
/// </summary>
[VectorFile("10-api-lists")]
public sealed class ApiListVectors : VectorSuite, IDisposable
{
    private static readonly Address CoinbaseA = Id<Address>(1, reserved: 4);
    private static readonly Address CoinbaseB = Id<Address>(2, reserved: 4);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"spacemesh-lists-{Guid.NewGuid():N}.sql");
    private readonly List<GoldenNode> _nodes = [];

    public ApiListVectors()
    {
        IStateDatabase[] databases =
            [SqliteStateDatabase.Open(new DatabaseOptions { Path = _path }, SmallNetwork.Parameters.GenesisId, NullLogger.Instance), new MemoryStateDatabase()];
        foreach (var database in databases)
        {
            Fill(database);
            _nodes.Add(GoldenNode.Start(database, SmallNetwork.Parameters, SmallNetwork.Parameters.StartOf(new LayerId(12))));
        }
    }

    public override void Check(VectorCase vector)
    {
        string kind = vector.Name.Split(':')[0];
        string service = char.ToUpperInvariant(kind[0]) + kind[1..^1];
        var method = ApiMethods.Find($"spacemesh.v2alpha1.{service}Service/List");
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        ProtoJsonReader.Read(System.Text.Encoding.UTF8.GetBytes(vector.In.GetRawText()), request);
        foreach (var node in _nodes)
        {
            var outcome = CallOutcome.Run(node.Channel("public"), method, request.ToByteArray());
            VectorCase.Equal(StatusCode.Ok, outcome.Code, $"code ({outcome.Message})");
            VectorCase.Equal(
                string.Join(' ', vector.Out.GetProperty("keys").EnumerateArray().Select(Expected)), string.Join(' ', Keys(outcome.Responses.Single())), "keys");
        }
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        File.Delete(_path);
    }

    private static string Expected(JsonElement key) => key.ValueKind switch
    {
        JsonValueKind.Object => $"{key.U32("number")}/{key.Text("status")}/{(key.Has("block_id") ? key.Text("block_id") : "")}",
        JsonValueKind.Array => string.Join('/', key.EnumerateArray().Select(part => part.ToString())),
        _ => key.GetString()!,
    };

    private static IEnumerable<string> Keys(IMessage list) => list switch
    {
        V2alpha1.LayerList layers => layers.Layers.Select(layer => string.Create(
            CultureInfo.InvariantCulture,
            $"{layer.Number}/{(layer.Status == V2alpha1.Layer.Types.LayerStatus.Verified ? "LAYER_STATUS_VERIFIED" : layer.Status)}/{(layer.Block is null ? "" : Convert.ToHexStringLower(layer.Block.Id.Span))}")),
        V2alpha1.RewardList rewards => rewards.Rewards.Select(reward => string.Create(CultureInfo.InvariantCulture, $"{reward.Layer}/{reward.Total}/{reward.Smesher[0]}")),
        V2alpha1.ActivationList atxs => atxs.Activations.Select(atx => atx.Id[0].ToString("x2", CultureInfo.InvariantCulture)),
        V2alpha1.TransactionList transactions => transactions.Transactions.Select(transaction => transaction.Tx.Id[0].ToString("x2", CultureInfo.InvariantCulture)),
        V2alpha1.AccountList accounts => accounts.Accounts.Select(account => string.Create(CultureInfo.InvariantCulture, $"{account.Address}/{account.Current.Counter}/{account.Current.Layer}")),
        _ => throw new VectorMismatchException($"no keys of {list}"),
    };

    private static T Id<T>(byte value, int reserved = 0)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        bytes.AsSpan(reserved).Fill(value);
        return T.FromBytes(bytes);
    }

    private static void Fill(IStateDatabase database)
    {
        FillLayers(database);
        for (byte i = 1; i <= 6; i++)
            database.Rewards.Add(new Reward(new LayerId(7u - i), 60u + (i % 2u), i, i % 2 == 1 ? CoinbaseA : CoinbaseB, Id<NodeId>(i)));
        for (byte i = 3; i <= 8; i++)
        {
            database.Atxs.Add(
                new AtxRecord
                {
                    Id = Id<AtxId>(i),
                    PublishEpoch = new EpochId(i % 2 == 1 ? 1u : 2u),
                    EffectiveUnits = 1,
                    VrfNonce = 1,
                    BaseTickHeight = 0,
                    TickCount = 1,
                    Smesher = Id<NodeId>((byte)(i < 6 ? 0x62 : i == 6 ? 0x60 : 0x61)),
                    Coinbase = i >= 6 ? CoinbaseA : CoinbaseB,
                    ReceivedNanoseconds = 1,
                    Weight = 1,
                },
                new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
        }

        foreach (var (id, layer) in new (byte, uint)[] { (0x7a, 3), (0x7b, 2), (0x7c, 2), (0x7d, 0), (0x7e, 0), (0x7f, 0) })
        {
            database.Transactions.Add(new Transaction(new RawTx(Id<TransactionId>(id), new byte[] { id }), null), id);
            if (layer > 0)
                database.Transactions.AddResult(Id<TransactionId>(id), new TransactionResult(TransactionStatus.Success, default, 1, 1, default, new LayerId(layer), ScaleList.Create<Address>([default])));
        }

        foreach (var (text, layer) in new (string, uint)[]
        {
            ("stest1qqqqqqq2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs9nrsf6", 6), ("stest1qqqqqqqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqm2qn2m", 5), ("stest1qqqqqqqtpv9skzctpv9skzctpv9skzctpv9skzc2mkp2l", 4),
        })
        {
            // Older rows must not show.
            for (uint i = 1; i <= layer; i++)
                database.Accounts.Update(new Account(new LayerId(i), AddressText.Parse(text, "stest"), i, i, null, default));
        }
    }

    private static void FillLayers(IStateDatabase database)
    {
        for (uint i = 1; i <= 6; i++)
            database.Layers.SetProcessed(new LayerId(i));
        foreach (var (layer, block) in new (uint, byte)[] { (1, 0x11), (2, 0x12), (4, 0x41), (4, 0x42), (5, 0x51) })
            database.Blocks.Add(Id<BlockId>(block), new Block(new LayerId(layer), 0, default, default));
        foreach (var (layer, block) in new (uint, byte)[] { (1, 0x11), (2, 0x12), (3, 0), (4, 0x41), (5, 0) })
            database.Layers.SetApplied(new LayerId(layer), Id<BlockId>(block));
    }
}
