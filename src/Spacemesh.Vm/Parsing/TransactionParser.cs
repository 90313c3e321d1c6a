using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Parsing;

/// <summary>
/// Reads raw transactions against the state of their principals, step by step as spec 07 §6.2. It verifies neither signatures
/// nor nonce nor balance, and never looks behind the arguments: trailing bytes belong to the signatures.
/// </summary>
public sealed class TransactionParser(string addressPrefix)
{
    /// <summary>Largest transaction in bytes.</summary>
    public const int MaxSize = 1024;

    /// <summary>The principal that a raw transaction names, readable without any state.</summary>
    public static bool TryReadPrincipal(ReadOnlySpan<byte> raw, out Address principal)
    {
        var reader = new ScaleReader(raw, ScaleReader.BareNesting);
        reader.C8("Version");
        principal = reader.FixedBytes<Address>("Principal");
        return !reader.Failed;
    }

    /// <summary>Parses a transaction; <paramref name="principalState"/> gives the current template of an account, null while it is unspawned.</summary>
    public bool TryParse(
        ReadOnlyMemory<byte> raw,
        IPrincipalStates principalState,
        [NotNullWhen(true)] out ParsedTransaction? parsed,
        [NotNullWhen(false)] out ParseError? error)
    {
        parsed = null;
        error = Parse(raw, principalState, ref parsed);
        return error is null;
    }

    private ParseError? Parse(ReadOnlyMemory<byte> raw, IPrincipalStates states, ref ParsedTransaction? parsed)
    {
        if (raw.Length > MaxSize)
            return new(ParseErrorKind.TooLarge, $"overflows tx limit: tx size ({raw.Length}) > limit ({MaxSize})");

        var reader = new ScaleReader(raw.Span, ScaleReader.BareNesting);
        byte version = reader.C8("version");
        if (reader.Failed)
            return Malformed($"malformed tx: failed to decode version: {reader.Error}");
        if (version != 0)
            return Malformed($"malformed tx: unsupported version {version}");
        var principal = reader.FixedBytes<Address>("principal");
        if (reader.Failed)
            return Malformed($"malformed tx failed to decode principal: {reader.Error}");
        var method = (TxMethod)reader.C8("method");
        if (reader.Failed)
            return Malformed($"malformed tx: failed to decode method selector: {reader.Error}");

        var state = states.Get(principal, out var own, out var ownTemplate);
        if (state == PrincipalState.UnknownTemplate)
            return Malformed($"malformed tx: unknown template {Text(ownTemplate)}");
        if (state == PrincipalState.Undecodable)
            return new(ParseErrorKind.Internal, $"internal: the state of account {Text(principal)} does not decode");

        Address target;
        if (method == TxMethod.Spawn)
        {
            target = reader.FixedBytes<Address>("template");
            if (reader.Failed)
                return Malformed($"malformed tx failed to decode template address: {reader.Error}");
            if (!TemplateRegistry.Exists(target))
                return Malformed($"malformed tx: unknown template {Text(target)}");
        }
        else if (own is null)
        {
            return new(ParseErrorKind.NotSpawned, "account is not spawned");
        }
        else
        {
            target = own.TemplateAddress;
        }

        // The handler of an unspawned principal is the template it wants to become.
        bool hasPayload = own?.HasPayload ?? target != Template.Vault;
        var payload = hasPayload ? reader.Struct<TxPayload>("payload") : default;
        if (reader.Failed)
            return Malformed($"malformed tx: {reader.Error}");
        if (!TemplateRegistry.HasMethod(target, method))
            return Malformed($"malformed tx: unknown method {Text(target)} {(byte)method}");

        MethodArguments arguments = method switch
        {
            TxMethod.Spawn => new MethodArguments.Spawn(TemplateRegistry.ReadArguments(target, ref reader)),
            TxMethod.DrainVault => new MethodArguments.DrainVault(reader.Struct<DrainVaultArguments>("arguments")),
            _ => new MethodArguments.Spend(reader.Struct<SpendArguments>("arguments")),
        };
        if (reader.Failed)
            return Malformed($"malformed tx failed to decode method arguments: {reader.Error}");

        var signer = own;
        bool selfSpawn = false;
        if (arguments is MethodArguments.Spawn spawn)
        {
            selfSpawn = spawn.Target.Principal == principal;
            if (!selfSpawn && own is null)
                return new(ParseErrorKind.NotSpawned, "account is not spawned: account can't spawn until it is spawned itself");
            if (spawn.Target.Invalid() is { } reason)
                return new(ParseErrorKind.InvalidArguments, reason);
            if (selfSpawn)
                signer = spawn.Target;
        }

        parsed = Complete(raw, reader.Consumed, principal, target, method, payload, signer!, arguments, selfSpawn);
        return null;
    }

    private static ParsedTransaction Complete(
        ReadOnlyMemory<byte> raw,
        int signatureOffset,
        Address principal,
        Address target,
        TxMethod method,
        TxPayload payload,
        AccountTemplate signer,
        MethodArguments arguments,
        bool selfSpawn)
    {
        ulong intrinsic = signer.BaseGas(method) + Gas.Data(raw.Length);
        ulong fixedGas = arguments is MethodArguments.Spawn spawn
            ? (selfSpawn ? 0 : signer.LoadGas) + spawn.Target.ExecuteGas(TxMethod.Spawn)
            : signer.LoadGas + signer.ExecuteGas(method);
        ulong maxSpend = arguments is MethodArguments.Spend spend && signer.HasPayload ? spend.Value.Amount : 0;
        var header = new TxHeader(principal, target, (byte)method, payload.Nonce, default, intrinsic + fixedGas, payload.GasPrice, maxSpend);
        return new ParsedTransaction(raw, header, intrinsic, signatureOffset, signer, arguments);
    }

    private static ParseError Malformed(string message) => new(ParseErrorKind.Malformed, message);

    private string Text(Address address) => AddressText.Format(address, addressPrefix);
}
