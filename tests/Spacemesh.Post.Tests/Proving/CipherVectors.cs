using System.Runtime.Intrinsics;
using Spacemesh.Post.Proving;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Proving;

[VectorFile("02-cipher")]
public sealed unsafe class CipherVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var challenge = Hash32.FromBytes(vector.In.Hex("challenge"));
        uint nonce = vector.In.U32("nonce");
        ulong pow = vector.In.U64("pow");
        byte[] label = vector.In.Hex("label16");
        VectorCase.Equal(vector.Out.U32("group"), NonceGroups.GroupOf(nonce), "group");
        byte[] key = new byte[16];
        NonceGroups.WriteEagerKey(challenge, NonceGroups.GroupOf(nonce), pow, key);
        VectorCase.Equal(vector.Out.Hex("eager_key"), key, "eager key");
        byte[] block = Encrypt(key, label);
        VectorCase.Equal(vector.Out.Hex("eager_block"), block, "eager block");
        VectorCase.Equal(vector.Out.GetProperty("byte").GetByte(), block[NonceGroups.PositionOf(nonce)], "deciding byte");

        NonceGroups.WriteLazyKey(challenge, nonce, pow, key);
        VectorCase.Equal(vector.Out.Hex("lazy_key"), key, "lazy key");
        block = Encrypt(key, label);
        VectorCase.Equal(vector.Out.Hex("lazy_block"), block, "lazy block");
        VectorCase.Equal(vector.Out.U64("lazy_value"), BitConverter.ToUInt64(block) & 0x00ffffffffffffff, "lazy value");
    }

    private static byte[] Encrypt(byte[] key, byte[] label)
    {
        byte* schedule = stackalloc byte[Aes128Schedule.Length];
        Aes128Schedule.Expand(key, schedule);
        byte[] block = new byte[16];
        Aes128Schedule.Encrypt(Vector128.Create(label), schedule).CopyTo(block);
        return block;
    }
}
