using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Templates;

/// <summary>The templates that exist, and which methods each has (spec 07 §1.2, §6.2).</summary>
public static class TemplateRegistry
{
    public static bool Exists(Address template) =>
        template == Template.Wallet || template == Template.Multisig || template == Template.Vesting || template == Template.Vault;

    public static bool HasMethod(Address template, TxMethod method) => method switch
    {
        TxMethod.Spawn or TxMethod.Spend => true,
        TxMethod.DrainVault => template == Template.Vesting,
        _ => false,
    };

    /// <summary>Reads the spawn arguments of an existing template; a failure is kept in <paramref name="reader"/>.</summary>
    public static AccountTemplate ReadArguments(Address template, ref ScaleReader reader)
    {
        if (template == Template.Wallet)
            return new WalletTemplate(reader.Struct<WalletSpawnArguments>("SpawnArguments"));
        if (template == Template.Multisig || template == Template.Vesting)
            return new MultisigTemplate(template, reader.Struct<MultisigSpawnArguments>("SpawnArguments"));
        return template == Template.Vault
            ? new VaultTemplate(reader.Struct<VaultSpawnArguments>("SpawnArguments"))
            : throw new ArgumentException($"{template} is no template", nameof(template));
    }

    /// <summary>The template of a spawned account's state; false where the state does not decode.</summary>
    public static bool TryReadState(Address template, ReadOnlySpan<byte> state, [NotNullWhen(true)] out AccountTemplate? instance)
    {
        var reader = new ScaleReader(state, ScaleReader.BareNesting);
        instance = ReadArguments(template, ref reader);
        if (!reader.Failed)
            return true;
        instance = null;
        return false;
    }
}
