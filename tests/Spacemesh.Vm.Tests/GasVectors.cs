using Spacemesh.Codec;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Gas and principal of spawn arguments, and their self-spawn.</summary>
[VectorFile("07-vm-gas")]
public sealed class GasVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var template = Address.FromBytes(vector.In.Hex("template"));
        byte[] arguments = vector.In.Hex("arguments");
        VectorCase.True(TemplateRegistry.TryReadState(template, arguments, out var instance), "the arguments do not decode");
        var expected = vector.Out;
        if (expected.Has("principal"))
        {
            VectorCase.Equal(expected.Text("principal"), instance!.Principal.ToHex(), "principal");
            VectorCase.Equal(expected.Text("address_sm"), AddressText.Format(instance.Principal, "sm"), "address");
        }

        void Gas(string name, ulong actual)
        {
            if (expected.Has(name))
                VectorCase.Equal(expected.U64(name), actual, name);
        }

        Gas("base_spawn", instance!.BaseGas(TxMethod.Spawn));
        Gas("base_spend", instance.BaseGas(TxMethod.Spend));
        Gas("base_drain", instance.BaseGas(TxMethod.DrainVault));
        Gas("exec_spawn", instance.ExecuteGas(TxMethod.Spawn));
        Gas("exec_spend", instance.ExecuteGas(TxMethod.Spend));
        Gas("exec_drain", instance.ExecuteGas(TxMethod.DrainVault));
        Gas("load", instance.LoadGas);
        if (expected.Has("self_spawn_size"))
            CheckSelfSpawn(vector, instance, arguments);
    }

    private static void CheckSelfSpawn(VectorCase vector, AccountTemplate instance, byte[] arguments)
    {
        var writer = new ScaleWriter(stackalloc byte[1024]);
        writer.Struct(new TransactionHead(0, instance.Principal, TxMethod.Spawn, instance.TemplateAddress));
        writer.Struct(new TxPayload(0, 1));
        writer.Raw(arguments);
        // Wallets carry a bare signature, the others one part a required key.
        int signatures = instance.TemplateAddress == Template.Wallet ? 64 : arguments[0] / 4 * 65;
        byte[] raw = [.. writer.Written, .. new byte[signatures]];
        writer.Dispose();
        VectorCase.Equal(vector.Out.I32("self_spawn_size"), raw.Length, "self-spawn size");
        var options = new VmOptions { GenesisId = default, AddressPrefix = "sm", FirstEffectiveGenesis = default, EffectiveGenesis = default };
        bool ok = new VirtualMachine(options).TryParse(raw, new AccountHistory(), out var parsed, out var error);
        if (vector.Out.Has("self_spawn_max_gas"))
            VectorCase.Equal(vector.Out.U64("self_spawn_max_gas"), ok ? parsed!.Header.MaxGas : 0, $"self-spawn max gas {error?.Message}");
        else
            VectorCase.True(!ok, "the self-spawn parsed, the reference refuses it");
    }
}
