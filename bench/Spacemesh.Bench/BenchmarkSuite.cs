namespace Spacemesh.Bench;

/// <summary>The benchmarks of one part; found by reflection.</summary>
public abstract class BenchmarkSuite
{
    /// <summary>The part's name as <c>./test</c> knows it.</summary>
    public abstract string Part { get; }

    /// <summary>Whether it is run only where its part is asked for: its preparation takes minutes.</summary>
    public virtual bool IsOnDemand => false;

    /// <summary>The benchmarks, made one after the other so that set-up costs only what runs.</summary>
    public abstract IEnumerable<Benchmark> Benchmarks();
}
