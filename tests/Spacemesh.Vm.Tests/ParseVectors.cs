using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Vm.Parsing;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Parse and verify of raw transactions against given accounts.</summary>
public abstract class ParseSuite : VectorSuite
{
    private readonly AccountHistory _accounts = new();
    private readonly VirtualMachine _vm = new(new VmOptions
    {
        GenesisId = GenesisId.FromBytes(Convert.FromHexString("9eebff023abb17ccb775c602daade8ed708f0a50")),
        AddressPrefix = "sm",
        FirstEffectiveGenesis = new LayerId(8063),
        EffectiveGenesis = new LayerId(8063),
    });

    public override void Open(VectorFile file)
    {
        if (!file.Root.TryGetProperty("given", out var given))
            return;
        foreach (var account in given.Items("accounts"))
            _accounts.Insert(Scale.Decode<Account>(account.Hex()));
    }

    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        bool ok = _vm.TryParse(vector.In.Hex("raw"), _accounts, out var parsed, out var error);
        if (expected.Has("error"))
        {
            VectorCase.True(!ok, $"parsed, but the reference says {expected.Text("error")}");
            VectorCase.Equal(expected.Text("class"), ClassOf(error!.Kind), $"class of '{error.Message}' against '{expected.Text("error")}'");
            return;
        }

        VectorCase.True(ok, $"refused: {error?.Message}");
        VectorCase.Equal(expected.Hex("header"), Scale.Encode(parsed!.Header), "header");
        VectorCase.Equal(expected.U64("intrinsic"), parsed.IntrinsicGas, "intrinsic gas");
        VectorCase.Equal(expected.U64("max_gas"), parsed.Header.MaxGas, "max gas");
        VectorCase.Equal(expected.U64("max_spend"), parsed.Header.MaxSpend, "max spend");
        if (expected.TryGetProperty("verify", out var verify))
            VectorCase.Equal(verify.GetBoolean(), _vm.Verify(parsed), "verify");
        Also(vector, parsed);
    }

    protected virtual void Also(VectorCase vector, ParsedTransaction parsed)
    {
    }

    private static string ClassOf(ParseErrorKind kind) => kind switch
    {
        ParseErrorKind.TooLarge => "tx_limit",
        ParseErrorKind.Malformed => "malformed",
        ParseErrorKind.NotSpawned => "not_spawned",
        ParseErrorKind.Internal => "internal",
        _ => "other",
    };
}

[VectorFile("07-vm-parse")]
public sealed class ParseVectors : ParseSuite;

[VectorFile("07-vm-signatures")]
public sealed class SignatureVectors : ParseSuite;
