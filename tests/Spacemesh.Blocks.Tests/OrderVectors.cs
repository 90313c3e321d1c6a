using System.Buffers.Binary;
using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Blocks.Tests;

/// <summary>Transactions in input order to block order, under several gas limits.</summary>
[VectorFile("05-block-order")]
internal sealed class BlockOrderVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var seed = Hash32.FromBytes(vector.In.Hex("seed"));
        var transactions = GivenTransactions.Read(
            vector.In.GetProperty("txs_id_principal_nonce_maxgas_price_maxspend_appliedlayer"), row => row[6].GetUInt32() != 0);
        foreach (var result in vector.Out.GetProperty("results").EnumerateArray())
        {
            ulong limit = result.U64("gas_limit");
            var ordered = TransactionOrder.Arrange(transactions, seed, limit);
            VectorCase.Equal(result.I32("count"), ordered.Count, $"gas limit {limit}: count");
            VectorCase.Equal(Texts(result.GetProperty("ordered_first_4_bytes")), First4(ordered), $"gas limit {limit}: order");
        }

        var kept = TransactionOrder.Keep(transactions, seed);
        var expected = vector.Out.GetProperty("kept_per_account_in_nonce_order").EnumerateObject().ToList();
        VectorCase.Equal(expected.Count, kept.Count, "accounts");
        foreach (var account in expected)
        {
            var own = kept[Address.FromBytes(Convert.FromHexString(account.Name))];
            VectorCase.Equal(Texts(account.Value), First4(own.Select(transaction => transaction.Id)), $"kept of {account.Name}");
        }
    }

    private static string Texts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null ? "" : string.Join(',', list.EnumerateArray().Select(item => item.GetString()));

    private static string First4(IEnumerable<TransactionId> ids) => string.Join(',', ids.Select(id => id.ToHex()[..8]));
}

/// <summary>The generator's outputs and its shuffles.</summary>
[VectorFile("05-block-shuffle")]
internal sealed class BlockShuffleVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var seed = Hash32.FromBytes(vector.In.Hex("seed"));
        var generator = MersenneTwister64.FromBlockSeed(seed);
        ulong number = 0;
        ulong output = 0;
        void Advance(ulong to)
        {
            for (; number < to; number++)
                output = generator.NextUInt64();
        }

        foreach (var first in vector.Out.GetProperty("first_u64").EnumerateArray())
        {
            Advance(number + 1);
            VectorCase.Equal(first.GetString()!, $"{output:x16}", $"output {number}");
        }

        foreach (var later in vector.Out.EnumerateObject().Where(property => property.Name.StartsWith("u64_number_", StringComparison.Ordinal)))
        {
            Advance(ulong.Parse(later.Name["u64_number_".Length..]));
            VectorCase.Equal(later.Value.GetString()!, $"{output:x16}", later.Name);
        }

        foreach (var shuffle in vector.Out.GetProperty("shuffle_of_0_to_n_minus_1").EnumerateObject())
        {
            int[] items = [.. Enumerable.Range(0, int.Parse(shuffle.Name.Split(' ')[0]))];
            MersenneTwister64.FromBlockSeed(seed).Shuffle(items.AsSpan());
            if (shuffle.Value.ValueKind == JsonValueKind.String)
                VectorCase.Equal(shuffle.Value.GetString()!, Blake3.Hash(Words(items)).ToHex(), $"shuffle of {items.Length}");
            else
                VectorCase.Equal(string.Join(',', shuffle.Value.EnumerateArray().Select(item => item.GetInt32())), string.Join(',', items), $"shuffle of {items.Length}");
        }
    }

    private static byte[] Words(int[] items)
    {
        byte[] bytes = new byte[2 * items.Length];
        for (int i = 0; i < items.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)items[i]);
        return bytes;
    }
}

/// <summary>Transactions of golden cases.</summary>
internal static class GivenTransactions
{
    public static List<BlockTransaction> Read(JsonElement rows, Func<JsonElement, bool> isApplied)
    {
        var transactions = new List<BlockTransaction>();
        if (rows.ValueKind == JsonValueKind.Null)
            return transactions;
        foreach (var row in rows.EnumerateArray())
        {
            transactions.Add(new BlockTransaction(
                TransactionId.FromBytes(row[0].Hex()),
                Address.FromBytes(row[1].Hex()),
                row[2].GetUInt64(),
                row[3].GetUInt64(),
                row[4].GetUInt64(),
                row[5].GetUInt64(),
                isApplied(row)));
        }

        return transactions;
    }
}
