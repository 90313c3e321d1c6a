using Spacemesh.Post.Labels;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Labels;

[VectorFile("02-scrypt-parts")]
public sealed class ScryptPartVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        if (given.Has("commitment"))
            CheckSteps(vector);
        else if (given.Has("data"))
            VectorCase.Equal(vector.Out.Hex("hash"), ScryptJane.Keccak512(given.Hex("data")), "hash");
        else if (given.Has("key"))
            VectorCase.Equal(vector.Out.Hex("mac"), ScryptJane.Hmac(given.Hex("key"), given.Hex("message")), "mac");
        else if (given.Has("block"))
            VectorCase.Equal(vector.Out.Hex("output"), ScryptJane.Core(given.Hex("block")), "output");
        else if (given.Has("password") && given.Has("n"))
            VectorCase.Equal(vector.Out.Hex("output"), Scrypt(given), "output");
        else if (given.Has("password"))
            VectorCase.Equal(vector.Out.Hex("output"), ScryptJane.Pbkdf2(given.Hex("password"), given.Hex("salt"), given.I32("length")), "output");
        else if (given.Has("n"))
            VectorCase.Equal(vector.Out.Hex("output"), ScryptJane.RoMix(given.Hex("chunk"), given.U32("n"), given.I32("r")), "output");
        else
            VectorCase.Equal(vector.Out.Hex("output"), ScryptJane.ChunkMix(given.Hex("chunk"), given.I32("r")), "output");
    }

    private static byte[] Scrypt(System.Text.Json.JsonElement given) => ScryptJane.Scrypt(
        given.Hex("password"), given.Hex("salt"), given.U32("n"), given.I32("r"), given.I32("p"), given.I32("length"));

    private static void CheckSteps(VectorCase vector)
    {
        byte[] index = BitConverter.GetBytes(vector.In.U64("index"));
        byte[] password = [.. vector.In.Hex("commitment"), .. index, .. new byte[32]];
        uint n = vector.In.U32("n");
        VectorCase.Equal(vector.Out.Hex("password"), password, "password");
        byte[] chunk = ScryptJane.Pbkdf2(password, [], 128);
        VectorCase.Equal(vector.Out.Hex("pbkdf2_first"), chunk, "pbkdf2_first");
        VectorCase.Equal(vector.Out.Hex("chunkmix_of_it"), ScryptJane.ChunkMix(chunk, 1), "chunkmix_of_it");
        VectorCase.Equal(vector.Out.Hex("romix"), ScryptJane.RoMix(chunk, n, 1), "romix");
        VectorCase.Equal(vector.Out.Hex("label32"), ScryptJane.Scrypt(password, [], n, 1, 1, 32), "label32");
    }
}
