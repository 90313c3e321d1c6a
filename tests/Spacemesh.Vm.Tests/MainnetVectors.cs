using Spacemesh.Codec;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Execution;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Published transactions of the real network, and its genesis ledger.</summary>
[VectorFile("07-mainnet")]
public sealed class MainnetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (!vector.In.Has("raw"))
        {
            CheckLedger(vector);
            return;
        }

        byte[] raw = vector.In.Hex("raw");
        VectorCase.Equal(vector.Out.Text("id"), LayerTransaction.Create(raw, verified: false).Id.ToHex(), "id");
        var options = new VmOptions { GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = default, EffectiveGenesis = default };
        // The principals are spawned wallets whose keys are not known; parsing does not look at the key.
        var principal = Address.FromBytes(raw.AsSpan(1, 24));
        VectorCase.Equal(vector.In.Text("principal_text"), AddressText.Format(principal, "sm"), "principal");
        var accounts = new AccountHistory();
        accounts.Insert(EmptyAccount.At(principal) with { TemplateAddress = Template.Wallet, State = new byte[32] });
        VectorCase.True(new VirtualMachine(options).TryParse(raw, accounts, out var parsed, out var error), error?.Message ?? "");
        VectorCase.Equal(vector.Out.Hex("header"), Scale.Encode(parsed!.Header), "header");
        VectorCase.Equal(vector.Out.U64("intrinsic"), parsed.IntrinsicGas, "intrinsic gas");
        VectorCase.Equal(vector.Out.U64("max_gas"), parsed.Header.MaxGas, "max gas");
        VectorCase.Equal(vector.Out.U64("max_spend"), parsed.Header.MaxSpend, "max spend");
        VectorCase.Equal(vector.Out.U64("nonce"), parsed.Header.Nonce, "nonce");
        VectorCase.Equal(vector.Out.U64("price"), parsed.Header.GasPrice, "price");
    }

    private static void CheckLedger(VectorCase vector)
    {
        ulong sum = 0;
        var ours = GenesisLedger.Mainnet.ToDictionary(account => account.Address, account => account.Balance);
        foreach (var account in vector.Out.Items("accounts"))
        {
            var address = Address.FromBytes(account.Hex("address"));
            VectorCase.Equal(account.Text("text"), AddressText.Format(address, "sm"), "text");
            VectorCase.Equal(account.U64("balance"), ours.GetValueOrDefault(address), account.Text("text"));
            sum += account.U64("balance");
        }

        VectorCase.Equal(ours.Count, vector.Out.Items("accounts").Count, "accounts");
        if (vector.Out.Has("sum"))
            VectorCase.Equal(vector.Out.U64("sum"), sum, "sum");
    }
}
