using System.Text.Json;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>What a watched program did, compared on the way with the stages that a golden case lists.</summary>
internal sealed unsafe class VmRecording
{
    private readonly Dictionary<(int Iteration, string Stage), JsonElement> _expected = [];

    public int BranchesTaken { get; private set; }

    public int RoundingModesSet { get; private set; }

    public int StagesCompared { get; private set; }

    public int? FirstInfinity { get; private set; }

    public int IterationsWithInfinity { get; private set; }

    /// <summary>What jumped and what set the rounding mode in iteration <see cref="WatchedIteration"/>.</summary>
    public List<(int At, int? To, RoundingMode? Mode)> Events { get; } = [];

    public int? WatchedIteration { get; set; }

    private int CurrentIteration { get; set; }

    public void Expect(IEnumerable<JsonElement> stages)
    {
        foreach (var stage in stages)
            _expected.Add((stage.I32("iteration"), stage.Text("stage")), stage);
    }

    public void Stage(string stage, int iteration, ManagedVm vm)
    {
        CurrentIteration = stage == "end" ? iteration + 1 : iteration;
        if (stage == "executed" && new ReadOnlySpan<double>(vm.Registers->E, 8).ContainsAny(double.PositiveInfinity, double.NegativeInfinity))
        {
            FirstInfinity ??= iteration;
            IterationsWithInfinity++;
        }

        if (!_expected.TryGetValue((iteration, stage), out var expected))
            return;
        StagesCompared++;
        string where = $"iteration {iteration}, {stage}";
        if (expected.Has("mx"))
        {
            VectorCase.Equal(expected.U32("mx"), vm.Mx, $"{where}: mx");
            VectorCase.Equal(expected.U32("ma"), vm.Ma, $"{where}: ma");
            VectorCase.Equal(expected.U32("sp0"), vm.ScratchpadAddress0, $"{where}: sp0");
            VectorCase.Equal(expected.U32("sp1"), vm.ScratchpadAddress1, $"{where}: sp1");
        }

        VectorCase.Equal((RoundingMode)expected.I32("fprc"), vm.RoundingMode, $"{where}: rounding mode");
        Compare(expected, "r", vm.Registers->R, where);
        Compare(expected, "f", (ulong*)vm.Registers->F, where);
        Compare(expected, "e", (ulong*)vm.Registers->E, where);
    }

    public void Branch(int at, int to)
    {
        BranchesTaken++;
        if (CurrentIteration == WatchedIteration)
            Events.Add((at, to, null));
    }

    public void Rounding(int at, RoundingMode mode)
    {
        RoundingModesSet++;
        if (CurrentIteration == WatchedIteration)
            Events.Add((at, null, mode));
    }

    private static void Compare(JsonElement stage, string group, ulong* actual, string where)
    {
        if (!stage.Has(group))
            return;
        for (int i = 0; i < 8; i++)
            VectorCase.Equal(stage.GetProperty(group)[i].GetString(), actual[i].ToString("x16"), $"{where}: {group}[{i}]");
    }

    /// <summary>The observer that feeds a recording.</summary>
    public readonly struct Observer(VmRecording recording) : IVmObserver
    {
        public void OnStage(string stage, int iteration, ManagedVm vm) => recording.Stage(stage, iteration, vm);

        public void OnBranch(int at, int to) => recording.Branch(at, to);

        public void OnRoundingMode(int at, RoundingMode mode) => recording.Rounding(at, mode);
    }
}
