using System.Buffers.Binary;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-superscalar")]
public sealed unsafe class RxSuperscalarVectors : VectorSuite
{
    private readonly Dictionary<string, (BlakeGenerator Generator, List<SuperscalarProgram> Programs)> _byKey = [];

    public override void Check(VectorCase vector)
    {
        var program = Program(vector.In.Hex("key"), vector.In.I32("program"));
        byte[] records = new byte[8 * program.Instructions.Count];
        for (int i = 0; i < program.Instructions.Count; i++)
        {
            var instruction = program.Instructions[i];
            var record = records.AsSpan(8 * i, 8);
            record[0] = (byte)instruction.Opcode;
            record[1] = instruction.Destination;
            record[2] = instruction.Source;
            record[3] = instruction.Mod;
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], instruction.Immediate);
        }

        VectorCase.Equal(vector.Out.Hex("records"), records, "records");
        VectorCase.Equal(vector.Out.Hex("records_blake2b256"), Blake2b.Hash256(records), "digest of the records");
        VectorCase.Equal(vector.Out.I32("size"), program.Instructions.Count, "size");
        VectorCase.Equal(vector.Out.I32("address_register"), program.AddressRegister, "address register");
        VectorCase.Equal(vector.Out.I32("max_asic_latency"), program.LongestChain, "longest chain");
        var statistics = program.Statistics;
        VectorCase.Equal(vector.Out.I64("generator_bytes"), statistics.GeneratorBytes, "generator bytes");
        VectorCase.Equal(vector.Out.I64("generator_blocks"), statistics.GeneratorBlocks, "generator blocks");
        VectorCase.Equal(vector.Out.I32("multiplications"), statistics.Multiplications, "multiplications");
        VectorCase.Equal(vector.Out.I32("decode_groups"), statistics.DecodeGroups, "decode groups");
        VectorCase.Equal(vector.Out.I32("macro_ops"), statistics.MacroOps, "macro-operations");
        VectorCase.Equal(vector.Out.I32("code_size"), statistics.CodeSize, "code size");
        VectorCase.Equal(vector.Out.I32("last_retire_cycle"), statistics.LastRetireCycle, "last retire cycle");

        ulong[] interpreted = [1, 2, 3, 4, 5, 6, 7, 8];
        ulong[] compiled = [.. interpreted];
        program.Interpret(interpreted);
        fixed (ulong* registers = compiled)
            SuperscalarCompiler.Compile(program)(registers);
        for (int i = 0; i < 8; i++)
        {
            ulong expected = Convert.ToUInt64(vector.Out.GetProperty("registers_after")[i].GetString(), 16);
            VectorCase.Equal(expected, interpreted[i], $"r{i}, interpreted");
            VectorCase.Equal(expected, compiled[i], $"r{i}, compiled");
        }
    }

    private SuperscalarProgram Program(byte[] key, int number)
    {
        string name = Convert.ToHexString(key);
        if (!_byKey.TryGetValue(name, out var known))
            _byKey.Add(name, known = (new BlakeGenerator(key), []));
        while (known.Programs.Count <= number)
            known.Programs.Add(SuperscalarGenerator.Generate(known.Generator));
        return known.Programs[number];
    }
}
