using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Primitives.Tests;

[VectorFile("01-layers")]
public sealed class LayersVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        int checks = 0;
        foreach (var expected in vector.Out.EnumerateObject())
        {
            CheckOne(vector, expected.Name, expected.Value);
            checks++;
        }

        VectorCase.True(checks > 0, "the case expects nothing");
    }

    private static void CheckOne(VectorCase vector, string name, JsonElement expected)
    {
        switch (name)
        {
            case "epoch":
                VectorCase.Equal(expected.GetUInt32(), Network(vector).EpochOf(Layer(vector)).Value, name);
                break;
            case "ordinal":
                VectorCase.Equal(expected.GetUInt32(), Network(vector).OrdinalInEpoch(Layer(vector)), name);
                break;
            case "first_in_epoch":
                VectorCase.Equal(expected.GetBoolean(), Network(vector).IsFirstInEpoch(Layer(vector)), name);
                break;
            case "first_effective_genesis":
                VectorCase.Equal(expected.GetUInt32(), Network(vector).FirstEffectiveGenesis.Value, name);
                VectorCase.Equal(expected.GetUInt32(), Network(vector).EffectiveGenesis.Value, name);
                break;
            case "first_layer":
                var epoch = new EpochId(vector.In.U32("epoch"));
                Same(expected, Network(vector).TryFirstLayer(epoch, out var first), first.Value, () => Network(vector).FirstLayer(epoch).Value, name);
                break;
            case "add":
                Same(expected, Layer(vector).TryAdd(N(vector), out var sum), sum.Value, () => Layer(vector).Add(N(vector)).Value, name);
                break;
            case "sub":
                Same(expected, Layer(vector).TrySub(N(vector), out var rest), rest.Value, () => Layer(vector).Sub(N(vector)).Value, name);
                break;
            case "mul":
                Same(expected, Layer(vector).TryMul(N(vector), out var product), product.Value, () => Layer(vector).Mul(N(vector)).Value, name);
                break;
            case "difference":
                var other = new LayerId(N(vector));
                Same(expected, Layer(vector).TryDifference(other, out uint layers), layers, () => Layer(vector).Difference(other), name);
                break;
            case "epoch_add":
                var start = new EpochId(Layer(vector).Value);
                Same(expected, start.TryAdd(N(vector), out var end), end.Value, () => start.Add(N(vector)).Value, name);
                break;
            case "before":
                VectorCase.Equal(expected.GetBoolean(), Layer(vector).Before(new LayerId(N(vector))), name);
                break;
            case "after":
                VectorCase.Equal(expected.GetBoolean(), Layer(vector).After(new LayerId(N(vector))), name);
                break;
            default:
                throw new VectorMismatchException($"'{name}' is not known to this class");
        }
    }

    private static void Same(JsonElement expected, bool possible, uint tried, Func<uint> compute, string what)
    {
        bool fails = expected.ValueKind == JsonValueKind.Object && expected.Flag("panic");
        VectorCase.Equal(!fails, possible, $"{what} is possible");
        if (fails)
        {
            bool thrown = false;
            try
            {
                compute();
            }
            catch (OverflowException)
            {
                thrown = true;
            }

            VectorCase.True(thrown, $"{what} did not throw");
            return;
        }

        VectorCase.Equal(expected.GetUInt32(), tried, what);
        VectorCase.Equal(expected.GetUInt32(), compute(), what);
    }

    private static LayerId Layer(VectorCase vector) => new(vector.In.U32("layer"));

    private static uint N(VectorCase vector) => vector.In.U32("n");

    private static NetworkParameters Network(VectorCase vector) => Networks.Standalone with { LayersPerEpoch = vector.In.U32("lpe") };
}
