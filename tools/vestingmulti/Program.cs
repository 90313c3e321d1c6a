return Spacemesh.VestingMulti.VestingMultiTool.Run(args, Environment.CurrentDirectory, Console.Out, Console.Error);
