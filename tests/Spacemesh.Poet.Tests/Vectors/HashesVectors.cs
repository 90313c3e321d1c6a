using Spacemesh.Crypto.Hashing;
using Spacemesh.Poet.Kernel;
using Spacemesh.Poet.Registration;
using Spacemesh.Poet.Work;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-hashes")]
internal sealed class HashesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        foreach (var kernel in new[] { Sha256Kernel.Best, new ScalarSha256Kernel() })
        {
            var hash = new byte[32];
            switch (given.Text("function"))
            {
                case "label":
                    new WorkHasher(given.Hex("statement"), kernel).Label(given.Hex("data"), hash);
                    break;
                case "node":
                    new WorkHasher(given.Hex("statement"), kernel).Node(given.Hex("left"), given.Hex("right"), hash);
                    break;
                case "membership":
                    hash = Blake3.HashConcat([1], given.Hex("left"), given.Hex("right")).ToArray();
                    break;
                case "ripemd256":
                    Ripemd256.Hash(given.Hex("data"), hash);
                    break;
                default:
                    throw new VectorMismatchException($"unknown function {given.Text("function")}");
            }

            VectorCase.Equal(vector.Out.Hex("hash"), hash, kernel.Name);
        }
    }
}
