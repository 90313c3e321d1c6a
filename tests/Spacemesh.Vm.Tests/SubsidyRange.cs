using Spacemesh.Vm.Rewards;

namespace Spacemesh.Vm.Tests;

/// <summary>Subsidies of consecutive layers, each sum computed once.</summary>
internal static class SubsidyRange
{
    public static IEnumerable<(uint Index, ulong Subsidy, ulong Accumulated)> Of(uint from, uint count)
    {
        ulong before = from == 0 ? 0 : Subsidy.Accumulated(from - 1);
        for (uint index = from; index < from + count; index++)
        {
            ulong sum = Subsidy.Accumulated(index);
            yield return (index, sum - before, sum);
            before = sum;
        }
    }
}
