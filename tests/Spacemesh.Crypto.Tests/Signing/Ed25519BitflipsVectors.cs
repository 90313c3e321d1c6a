using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Signing;

[VectorFile("01-ed25519-bitflips")]
public sealed class Ed25519BitflipsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] key = vector.In.Hex("pk");
        byte[] message = vector.In.Hex("msg");
        byte[] signature = vector.In.Hex("sig");
        VectorCase.Equal(vector.Out.Flag("valid"), Ed25519.Verify(key, message, signature), "valid");
        Flips(vector.Out, "sig_bits", signature, () => Ed25519.Verify(key, message, signature));
        Flips(vector.Out, "pk_bits", key, () => Ed25519.Verify(key, message, signature));
        Flips(vector.Out, "msg_bits", message, () => Ed25519.Verify(key, message, signature));
    }

    /// <summary>The single bits of <paramref name="bytes"/> whose flip still verifies are those that <paramref name="property"/> lists.</summary>
    internal static void Flips(JsonElement expected, string property, byte[] bytes, Func<bool> verify)
    {
        var accepted = new List<int>();
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            if (verify())
                accepted.Add(bit);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        string wanted = string.Join(' ', expected.GetProperty(property).EnumerateArray().Select(value => value.GetInt32()));
        VectorCase.Equal(wanted, string.Join(' ', accepted), property);
    }
}
