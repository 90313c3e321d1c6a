using System.Globalization;
using Spacemesh.Codec;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Wallet.Amounts;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wallet.Transactions;

/// <summary>What a transaction says, from its bytes: for people to read before they sign.</summary>
public static class TransactionText
{
    /// <summary>Names and values, line by line.</summary>
    /// <exception cref="WalletException">Not a transaction of a principal with keys.</exception>
    public static IReadOnlyList<(string Name, string Value)> Describe(ReadOnlySpan<byte> transaction, string addressPrefix)
    {
        var reader = new ScaleReader(transaction, ScaleReader.BareNesting);
        var head = reader.Struct<TransactionHead>("head");
        var payload = reader.Struct<TxPayload>("payload");
        string Text(Address address) => AddressText.Format(address, addressPrefix);
        string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
        var lines = new List<(string, string)>
        {
            ("from", Text(head.Principal)),
            ("nonce", Number(payload.Nonce)),
            ("gas price", $"{Number(payload.GasPrice)} smidge"),
        };
        if (head.Method == TxMethod.Spawn && head.TemplateAddress is { } template)
            DescribeSpawn(ref reader, template, lines, Text);
        else if (head.Method == TxMethod.Spend)
            DescribeSpend(reader.Struct<SpendArguments>("arguments"), lines, Text);
        else if (head.Method == TxMethod.DrainVault)
            DescribeDrain(reader.Struct<DrainVaultArguments>("arguments"), lines, Text);
        else
            throw new WalletException($"method {(byte)head.Method} is unknown");
        return reader.Failed ? throw new WalletException($"the transaction does not decode: {reader.Error}") : lines;
    }

    private static void DescribeSpawn(ref ScaleReader reader, Address template, List<(string, string)> lines, Func<Address, string> text)
    {
        if (template == Template.Wallet)
        {
            lines.Insert(0, ("what", "spawn wallet account"));
            lines.Add(("public key", reader.Struct<WalletSpawnArguments>("arguments").PublicKey.ToHex()));
        }
        else if (template == Template.Vault)
        {
            var vault = reader.Struct<VaultSpawnArguments>("arguments");
            lines.Insert(0, ("what", "spawn vault"));
            lines.Add(("owner", text(vault.Owner)));
            lines.Add(("total", SmidgeAmount.Format(vault.TotalAmount)));
            lines.Add(("vesting", $"layer {vault.VestingStart} to {vault.VestingEnd}"));
        }
        else
        {
            var keys = reader.Struct<MultisigSpawnArguments>("arguments");
            lines.Insert(0, ("what", template == Template.Vesting ? "spawn vesting account" : "spawn multisig account"));
            lines.Add(("signatures", $"{keys.Required} of {keys.PublicKeys.Count}"));
            lines.AddRange(keys.PublicKeys.Select((key, place) => ($"key {place}", key.ToHex())));
        }
    }

    private static void DescribeSpend(SpendArguments spend, List<(string, string)> lines, Func<Address, string> text)
    {
        lines.Insert(0, ("what", "send"));
        lines.Add(("to", text(spend.Destination)));
        lines.Add(("amount", SmidgeAmount.Format(spend.Amount)));
    }

    private static void DescribeDrain(DrainVaultArguments drain, List<(string, string)> lines, Func<Address, string> text)
    {
        lines.Insert(0, ("what", "drain vault"));
        lines.Add(("vault", text(drain.Vault)));
        lines.Add(("to", text(drain.Spend.Destination)));
        lines.Add(("amount", SmidgeAmount.Format(drain.Spend.Amount)));
    }
}
