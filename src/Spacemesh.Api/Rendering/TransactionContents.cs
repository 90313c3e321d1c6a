using Spacemesh.Codec;
using Spacemesh.Wire.Transactions;
using Type = Spacemesh.V2alpha1.Transaction.Types.TransactionType;

namespace Spacemesh.Api.Rendering;

/// <summary>What a transaction does, read from its bytes alone, without the state that would say how to read them (spec 09a §6.3).</summary>
internal static class TransactionContents
{
    /// <summary>More bytes behind the arguments than one signature has.</summary>
    private const int OneSignature = 64;

    /// <summary>Null where the bytes do not read; <paramref name="offset"/> tells how far they did.</summary>
    public static (Type Type, V2alpha1.TransactionContents Contents)? Read(ReadOnlySpan<byte> raw, ApiAddresses addresses, out int offset)
    {
        var reader = new ScaleReader(raw);
        var head = reader.Struct<TransactionHead>("Head");
        _ = reader.Struct<TxPayload>("Payload");
        offset = reader.Consumed;
        if (reader.Failed)
            return null;
        var result = head.Method switch
        {
            TxMethod.Spawn => Spawn(ref reader, head, addresses),
            TxMethod.Spend => Spend(ref reader, raw.Length, addresses),
            TxMethod.DrainVault => Drain(ref reader, addresses),
            _ => null,
        };
        offset = reader.Consumed;
        return reader.Failed ? null : result;
    }

    private static (Type Type, V2alpha1.TransactionContents Contents)? Spawn(ref ScaleReader reader, TransactionHead head, ApiAddresses addresses)
    {
        if (head.TemplateAddress == Template.Wallet)
        {
            var wallet = reader.Struct<WalletSpawnArguments>("Arguments");
            return (Type.SingleSigSpawn, new() { SingleSigSpawn = new() { Pubkey = wallet.PublicKey.ToString() } });
        }

        if (head.TemplateAddress == Template.Multisig)
            return (Type.MultiSigSpawn, new() { MultiSigSpawn = Multisig(ref reader) });
        if (head.TemplateAddress == Template.Vesting)
            return (Type.VestingSpawn, new() { VestingSpawn = Multisig(ref reader) });
        if (head.TemplateAddress != Template.Vault)
            return null;
        var vault = reader.Struct<VaultSpawnArguments>("Arguments");
        return (Type.VaultSpawn, new()
        {
            VaultSpawn = new()
            {
                Owner = addresses.Format(vault.Owner),
                TotalAmount = vault.TotalAmount,
                InitialUnlockAmount = vault.InitialUnlockAmount,
                VestingStart = vault.VestingStart.Value,
                VestingEnd = vault.VestingEnd.Value,
            },
        });
    }

    private static V2alpha1.ContentsMultiSigSpawn Multisig(ref ScaleReader reader)
    {
        var arguments = reader.Struct<MultisigSpawnArguments>("Arguments");
        var message = new V2alpha1.ContentsMultiSigSpawn();
        if (reader.Failed)
            return message;
        message.Required = arguments.Required;
        message.Pubkey.AddRange(arguments.PublicKeys.Select(key => key.ToString()));
        return message;
    }

    private static (Type Type, V2alpha1.TransactionContents Contents)? Spend(ref ScaleReader reader, int length, ApiAddresses addresses)
    {
        var spend = reader.Struct<SpendArguments>("Arguments");
        var type = length - reader.Consumed > OneSignature ? Type.MultiSigSend : Type.SingleSigSend;
        return (type, new() { Send = new() { Destination = addresses.Format(spend.Destination), Amount = spend.Amount } });
    }

    private static (Type Type, V2alpha1.TransactionContents Contents)? Drain(ref ScaleReader reader, ApiAddresses addresses)
    {
        var drain = reader.Struct<DrainVaultArguments>("Arguments");
        return (Type.DrainVault, new()
        {
            DrainVault = new() { Vault = addresses.Format(drain.Vault), Destination = addresses.Format(drain.Spend.Destination), Amount = drain.Spend.Amount },
        });
    }
}
