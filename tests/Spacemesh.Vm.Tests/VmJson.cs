using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Execution;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>The golden forms of what goes into a layer and what comes out.</summary>
internal static class VmJson
{
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string property) =>
        element.Has(property) ? [.. element.GetProperty(property).EnumerateArray()] : [];

    public static CoinbaseReward Reward(JsonElement reward) => new(
        NodeId.FromBytes(reward.Hex("smesher")),
        Address.FromBytes(reward.Hex("coinbase")),
        new RatNum(reward.U64("num"), reward.U64("denom")));

    public static LayerTransaction Transaction(JsonElement transaction) =>
        LayerTransaction.Create(transaction.Hex("raw"), transaction.Flag("header_stored"));

    public static void Compare(JsonElement expected, LayerOutcome actual, string where)
    {
        CompareLists(expected.Items("ineffective").Select(Ineffective), actual.Ineffective.Select(Ineffective), $"{where}: ineffective");
        CompareLists(expected.Items("results").Select(Consumed), actual.Consumed.Select(Consumed), $"{where}: results");
        CompareLists(
            expected.Items("accounts").Select(account => account.GetString()!),
            actual.Accounts.Select(account => Convert.ToHexStringLower(Scale.Encode(account))),
            $"{where}: accounts");
        CompareLists(expected.Items("rewards").Select(RewardRow), actual.Rewards.Select(RewardRow), $"{where}: rewards");
        if (expected.Has("state_root"))
            VectorCase.Equal(expected.Text("state_root"), actual.StateRoot.ToHex(), $"{where}: state root");
    }

    public static void CompareLists(IEnumerable<string> expected, IEnumerable<string> actual, string what) =>
        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual), what);

    public static string RewardRow(JsonElement row) => $"{row.Text("coinbase")} {row.Text("smesher")} {row.U64("total")} {row.U64("layer_reward")}";

    public static string RewardRow(Reward row) => $"{row.Coinbase} {row.SmesherId} {row.TotalReward} {row.LayerReward}";

    private static string Ineffective(JsonElement entry) => $"{entry.Text("id")} {(entry.Has("header") ? entry.Text("header") : "")}";

    private static string Ineffective(IneffectiveTransaction entry) =>
        $"{entry.Id} {(entry.Header is null ? "" : Convert.ToHexStringLower(Scale.Encode(entry.Header)))}";

    private static string Consumed(JsonElement entry) => $"{entry.Text("id")} {entry.Text("header")} {entry.Text("result")}";

    private static string Consumed(ConsumedTransaction entry) =>
        $"{entry.Id} {Convert.ToHexStringLower(Scale.Encode(entry.Header))} {Convert.ToHexStringLower(Scale.Encode(entry.Result))}";
}
