namespace Spacemesh.Post.RandomX;

/// <summary>
/// Draws a SuperscalarHash program by simulating a processor that decodes groups of bytes and issues macro-operations to
/// three ports (spec 02 §13.2 items 12–19). Every draw from the generator and every cycle counts.
/// </summary>
internal sealed class SuperscalarGenerator
{
    private const int Latency = 170;
    private const int MaxInstructions = 512;
    private const int LookForward = 4;
    private const int MaxThrownAway = 256;
    private const int DisplacedRegister = 5;

    private static readonly int[] GroupAfterWideMultiply = [3, 3, 10];
    private static readonly int[] GroupOfMultiplications = [4, 4, 4, 4];
    private static readonly int[][] Groups = [[4, 8, 4], [7, 3, 3, 3], [3, 7, 3, 3], [4, 9, 3]];

    private readonly BlakeGenerator _generator;
    private readonly Action<string>? _trace;
    private readonly PortSchedule _ports = new();
    private readonly RegisterState[] _registers = [.. Enumerable.Repeat(new RegisterState(0, null, -1), SuperscalarProgram.Registers)];
    private readonly List<SuperscalarInstruction> _program = [];
    private SuperscalarDraft? _current;
    private int _issued;
    private int _cycle;
    private int _dependencyCycle;
    private int _retireCycle;
    private int _thrownAway;
    private int _multiplications;
    private int _macroOps;
    private int _codeSize;
    private bool _saturated;

    private SuperscalarGenerator(BlakeGenerator generator, Action<string>? trace)
    {
        _generator = generator;
        _trace = trace;
    }

    private enum Step
    {
        Issued,
        TryAnother,
        LeaveGroup,
    }

    /// <summary>Draws the next program of <paramref name="generator"/>; <paramref name="trace"/> gets a line for each decision.</summary>
    public static SuperscalarProgram Generate(BlakeGenerator generator, Action<string>? trace = null) =>
        new SuperscalarGenerator(generator, trace).Run();

    private SuperscalarProgram Run()
    {
        long bytes = _generator.BytesDrawn;
        long blocks = _generator.BlocksHashed;
        int groups = 0;
        for (; groups < Latency && !_saturated && _program.Count < MaxInstructions; groups++)
        {
            int[] group = PickGroup(groups);
            _trace?.Invoke($"; ------------- fetch cycle {_cycle} ({string.Join(',', group)})");
            IssueGroup(group);
            _cycle++;
        }

        return new SuperscalarProgram(_program, new SuperscalarStatistics(
            _generator.BytesDrawn - bytes, _generator.BlocksHashed - blocks, _multiplications, groups, _macroOps, _codeSize, _retireCycle));
    }

    private int[] PickGroup(int groupsBefore)
    {
        if (_current?.Kind.IsWide == true)
            return GroupAfterWideMultiply;
        if (_multiplications < groupsBefore + 1)
            return GroupOfMultiplications;
        if (_current?.Kind.Opcode == SuperscalarOpcode.MultiplyReciprocal)
            return (_generator.NextByte() & 1) != 0 ? Groups[0] : Groups[3];
        return Groups[_generator.NextByte() & 3];
    }

    private void IssueGroup(int[] group)
    {
        for (int slot = 0; slot < group.Length;)
        {
            int slotStart = _cycle;
            if (_current is null || _issued >= _current.Kind.Ops.Length)
            {
                if (_saturated || _program.Count >= MaxInstructions)
                    return;
                _current = SuperscalarDraft.Draw(_generator, group[slot], ReferenceEquals(group, GroupOfMultiplications), slot == group.Length - 1);
                _issued = 0;
                _trace?.Invoke($"; {_current.Kind.Name}");
            }

            switch (IssueNext(_current))
            {
                case Step.LeaveGroup:
                    return;
                case Step.TryAnother:
                    continue;
            }

            _cycle = slotStart;
            slot++;
            if (_issued == _current.Kind.Ops.Length)
            {
                _program.Add(_current.Finish());
                if (_current.Kind.IsMultiplication)
                    _multiplications++;
            }
        }
    }

    private Step IssueNext(SuperscalarDraft draft)
    {
        var kind = draft.Kind;
        var op = kind.Ops[_issued];
        // The first line of a macro-operation begins with its name.
        string name = op.Name + " ";
        Action<string>? trace = _trace is null ? null : line =>
        {
            _trace(name + line);
            name = "";
        };

        int schedule = _ports.Find(op, op.Dependent ? Math.Max(_cycle, _dependencyCycle) : _cycle);
        if (schedule < 0)
        {
            _saturated = true;
            return Step.LeaveGroup;
        }

        if (_issued == kind.SourceOp)
        {
            if (!Search(ref schedule, cycle => SelectSource(draft, cycle), "src", trace))
                return DropInstruction();
            trace?.Invoke($"; src = r{draft.Source}");
        }

        if (_issued == kind.DestinationOp)
        {
            if (!Search(ref schedule, cycle => SelectDestination(draft, cycle), "dst", trace))
                return DropInstruction();
            trace?.Invoke($"; dst = r{draft.Destination}");
        }

        _thrownAway = 0;
        schedule = _ports.Find(op, schedule);
        if (schedule < 0)
        {
            _saturated = true;
            return Step.LeaveGroup;
        }

        _ports.Take(op, schedule, trace);
        _dependencyCycle = schedule + op.Latency;
        if (_issued == kind.ResultOp)
        {
            _retireCycle = _dependencyCycle;
            _registers[draft.Destination] = new RegisterState(_retireCycle, draft.Group, draft.Parameter);
            trace?.Invoke($"; RETIRED at cycle {_retireCycle}");
        }

        _codeSize += op.Size;
        _issued++;
        _macroOps++;
        if (schedule >= Latency)
            _saturated = true;
        return Step.Issued;
    }

    // Every failed try delays both the operation and the decoder; the decoder's delay survives a dropped instruction.
    private bool Search(ref int schedule, Func<int, bool> select, string operand, Action<string>? trace)
    {
        for (int tries = 0; tries < LookForward; tries++)
        {
            if (select(schedule))
                return true;
            trace?.Invoke($"; {operand} STALL at cycle {_cycle}");
            schedule++;
            _cycle++;
        }

        return false;
    }

    private Step DropInstruction()
    {
        if (_thrownAway < MaxThrownAway)
        {
            _thrownAway++;
            _trace?.Invoke($"; THROW away {_current!.Kind.Name}");
            _issued = _current!.Kind.Ops.Length;
            return Step.TryAnother;
        }

        _current = null;
        return Step.LeaveGroup;
    }

    private bool SelectSource(SuperscalarDraft draft, int cycle)
    {
        Span<int> ready = stackalloc int[SuperscalarProgram.Registers];
        int count = 0;
        for (int i = 0; i < SuperscalarProgram.Registers; i++)
        {
            if (_registers[i].ReadyAt <= cycle)
                ready[count++] = i;
        }

        // r5 cannot be the destination of IADD_RS, so with only two choices it must be the source.
        if (count == 2 && draft.Kind.Opcode == SuperscalarOpcode.AddShifted && ready[..2].Contains(DisplacedRegister))
        {
            draft.SetSource(DisplacedRegister);
            return true;
        }

        int picked = Pick(ready[..count]);
        if (picked < 0)
            return false;
        draft.SetSource(picked);
        return true;
    }

    private bool SelectDestination(SuperscalarDraft draft, int cycle)
    {
        Span<int> ready = stackalloc int[SuperscalarProgram.Registers];
        int count = 0;
        bool chainedMultiplication = _thrownAway > 0;
        for (int i = 0; i < SuperscalarProgram.Registers; i++)
        {
            var register = _registers[i];
            if (register.ReadyAt <= cycle
                && (draft.Kind.IsWide || i != draft.Source)
                && (chainedMultiplication || draft.Group != SuperscalarOpcode.MultiplyRegister || register.LastGroup != SuperscalarOpcode.MultiplyRegister)
                && (register.LastGroup != draft.Group || register.LastParameter != draft.Parameter)
                && (draft.Kind.Opcode != SuperscalarOpcode.AddShifted || i != DisplacedRegister))
            {
                ready[count++] = i;
            }
        }

        draft.Destination = Pick(ready[..count]);
        return draft.Destination >= 0;
    }

    private int Pick(ReadOnlySpan<int> candidates) => candidates.Length switch
    {
        0 => -1,
        1 => candidates[0],
        _ => candidates[(int)(_generator.NextUInt32() % (uint)candidates.Length)],
    };

    private readonly record struct RegisterState(int ReadyAt, SuperscalarOpcode? LastGroup, long LastParameter);
}
