using Spacemesh.Tools.MergeNodes;

return new MergeProgram(Console.Out, Console.Error, TimeProvider.System).Run(args);
