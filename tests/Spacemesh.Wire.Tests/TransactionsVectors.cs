using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-transactions")]
internal sealed class TransactionsVectors : VectorSuite
{
    // The file signs for mainnet.
    private static readonly GenesisId Genesis = GenesisId.FromBytes(Signers.MainnetPrefix);

    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        byte[] unsigned = input.Has("seeds") ? Multisig(input, out byte[] signature) : Wallet(input, out signature);
        VectorCase.Equal(vector.Out.Hex("unsigned"), unsigned, "unsigned bytes");
        VectorCase.Equal(vector.Out.Hex("signature_part"), signature, "signature part");
        byte[] raw = [.. unsigned, .. signature];
        VectorCase.Equal(vector.Out.Hex("raw"), raw, "raw transaction");
        VectorCase.Equal(vector.Out.Hex("id"), RawTx.FromBytes(raw).Id.ToArray(), "id");
        CheckHead(raw, input);
    }

    private static void CheckHead(byte[] raw, JsonElement input)
    {
        var reader = new ScaleReader(raw);
        var head = TransactionHead.Read(ref reader);
        var payload = TxPayload.Read(ref reader);
        VectorCase.True(!reader.Failed, $"head: {reader.Error}");
        VectorCase.Equal((byte)0, head.Version, "version");
        VectorCase.Equal(head.Method == TxMethod.Spawn, head.TemplateAddress is not null, "template stands in spawns alone");
        VectorCase.Equal(Payload(input), payload, "payload");
    }

    private static byte[] Wallet(JsonElement input, out byte[] signature)
    {
        using var signer = Signers.Of(input);
        var key = new WalletSpawnArguments(new Hash32(signer.NodeId.Value));
        var principal = Principal.Compute(Template.Wallet, key);
        byte[] unsigned = input.Has("destination") ? UnsignedTransaction.Call(principal, TxMethod.Spend, Payload(input), Spend(input))
            : input.Has("args") ? UnsignedTransaction.Spawn(
                principal, Address.FromBytes(input.Hex("template")), Payload(input), FieldReader.Build<VaultSpawnArguments>(input.GetProperty("args")))
            : UnsignedTransaction.SelfSpawn(Template.Wallet, Payload(input), key);
        signature = Sign(input.Hex("seed"), unsigned).ToArray();
        return unsigned;
    }

    private static byte[] Multisig(JsonElement input, out byte[] signature)
    {
        byte[][] seeds = [.. input.GetProperty("seeds").EnumerateArray().Select(seed => seed.Hex())];
        var template = Address.FromBytes(input.Hex("template"));
        var keys = new MultisigSpawnArguments((byte)input.U32("required"), seeds.Select(seed => new Hash32(Ed25519.PublicKey(seed).Value)).ToScaleList());
        var principal = Principal.Compute(template, keys);
        if (input.Has("principal"))
            VectorCase.Equal(input.Hex("principal"), principal.ToArray(), "principal");
        byte[] unsigned = input.Has("vault") ? UnsignedTransaction.Call(
                principal, TxMethod.DrainVault, Payload(input), new DrainVaultArguments(Address.FromBytes(input.Hex("vault")), Spend(input)))
            : input.Has("destination") ? UnsignedTransaction.Call(principal, TxMethod.Spend, Payload(input), Spend(input))
            : UnsignedTransaction.SelfSpawn(template, Payload(input), keys);
        signature = UnsignedTransaction.SignaturePart(input.GetProperty("refs").EnumerateArray()
            .Select(index => new MultisigPart(index.GetByte(), Sign(seeds[index.GetInt32()], unsigned))));
        return unsigned;
    }

    private static EdSignature Sign(byte[] seed, byte[] unsigned)
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, key);
        return Ed25519.Sign(key, UnsignedTransaction.SignedMessage(Genesis, unsigned));
    }

    private static TxPayload Payload(JsonElement input) => new(input.U64("nonce"), input.U64("gas_price"));

    private static SpendArguments Spend(JsonElement input) => new(Address.FromBytes(input.Hex("destination")), input.U64("amount"));
}
